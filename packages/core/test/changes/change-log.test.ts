import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change, NewChange } from '../../src/changes/change.ts'
import { ChangeLog } from '../../src/changes/change-log.ts'

const AT = 1_000_000

const changeAt = (position: number, over: Partial<Change> = {}): Change => ({
  target: 'alice',
  tenant: '',
  kind: 'end',
  keptUntil: AT * 10,
  position,
  at: position,
  ...over,
})

/** Whether a session that began at that position, or was authenticated at that instant, is ended. */
const isEnded = (log: ChangeLog, position: number, adopted = false, now = AT): boolean =>
  log.endOf({ targets: ['alice'], position, authenticatedAt: position, adopted }, now, 0) !== undefined

describe('the change log held here', () => {
  it('ends what began before an end, and nothing that began after', () => {
    const log = new ChangeLog()
    log.merge(changeAt(AT))
    expect([AT - 1, AT, AT + 1].map((position) => isEnded(log, position))).toEqual([true, false, false])
  })

  it('compares an outsider’s instant with authentications in whole seconds, with doubt against them', () => {
    const log = new ChangeLog()
    log.merge(changeAt(AT, { kind: 'before', rank: AT + 500 }))
    expect([AT, AT + 999, AT + 1_000].map((position) => isEnded(log, position))).toEqual([true, true, false])
  })

  it('holds an end no longer than it is kept, and a later instant that is over hides no earlier one', () => {
    const log = new ChangeLog()
    log.merge(changeAt(AT, { kind: 'before', rank: AT + 9_000, keptUntil: AT + 100 }))
    expect(isEnded(log, AT + 5_000)).toBe(true)
    log.merge(changeAt(AT + 200, { kind: 'before', rank: AT + 1_000 }))
    expect(isEnded(log, AT, false, AT + 300)).toBe(true)
    expect(isEnded(log, AT + 5_000, false, AT + 300)).toBe(false)
  })

  it('does not bring a lifted cause back when an older load arrives late', () => {
    const log = new ChangeLog()
    const cause = { kind: 'narrowing:risk|x', value: { code: 'risk' } } as const
    log.merge(changeAt(1, cause))
    expect(log.narrowingsOf(['alice'], AT).length).toBe(1)
    log.merge(changeAt(2, { ...cause, keptUntil: 0 }))
    log.merge(changeAt(1, cause))
    expect(log.narrowingsOf(['alice'], AT)).toEqual([])
    log.merge(changeAt(3, cause))
    expect(log.narrowingsOf(['alice'], AT).length).toBe(1)
  })

  it('is the same in whatever order its changes arrive, and however often', () => {
    const kinds = fc.constantFrom('end', 'narrowing:risk|x', 'signal:reported:risk') as fc.Arbitrary<Change['kind']>
    const changes = fc.uniqueArray(
      fc.record({ kind: kinds, position: fc.integer({ min: 1, max: 50 }), lifted: fc.boolean() }),
      { selector: (one) => one.position, maxLength: 12 },
    )
    fc.assert(
      fc.property(changes, fc.infiniteStream(fc.nat()), (given, picks) => {
        const list = given.map(({ kind, position, lifted }) => {
          const keptUntil = lifted && kind.startsWith('narrowing:') ? 0 : AT * 10
          return changeAt(position, { kind, value: { position }, keptUntil, at: 0 })
        })
        const shuffled = [...list, ...list].sort(() => ((picks.next().value as number) % 3) - 1)
        const [a, b] = [new ChangeLog(), new ChangeLog()]
        for (const change of list.sort((x, y) => x.position - y.position)) a.merge(change)
        for (const change of shuffled) b.merge(change)
        for (let position = 0; position <= 51; position++) expect(isEnded(a, position)).toBe(isEnded(b, position))
        expect(a.narrowingsOf(['alice'], AT)).toEqual(b.narrowingsOf(['alice'], AT))
        expect(a.position).toBe(b.position)
      }),
    )
  })
})

describe('what the store has not taken yet', () => {
  const end: NewChange = { target: 'alice', tenant: '', kind: 'end', keptUntil: AT * 10 }

  it('ends what began before, and is no reason to order anything later by this process’s clock', () => {
    const log = new ChangeLog()
    log.merge(changeAt(100))
    const { mark } = log
    log.hold(end, AT * 5)
    expect(isEnded(log, 100)).toBe(true)
    expect(log.position).toBe(mark.position)
    expect(log.version).toBeGreaterThan(mark.version)
    // Another session begins; then the store, whose clock is behind, ends it.
    log.merge(changeAt(101))
    expect(isEnded(log, 100)).toBe(true)
  })

  it('is let go of when the store has it, unless the store’s own has taken its place', () => {
    const log = new ChangeLog()
    const cause: NewChange = { ...end, kind: 'narrowing:risk|x', value: { code: 'risk' } }
    const release = log.hold(cause, AT)
    expect(log.narrowingsOf(['alice'], AT).length).toBe(1)
    release()
    expect(log.narrowingsOf(['alice'], AT)).toEqual([])
    const again = log.hold(cause, AT)
    log.merge(changeAt(1, { ...cause }))
    again()
    expect(log.narrowingsOf(['alice'], AT).length).toBe(1)
  })
})
