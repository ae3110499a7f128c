import { sampleChange, sampleNarrowing, sampleRecord, sampleSession } from './samples.ts'
import type { StoreSuiteContext } from './store-under-test.ts'

/** Names that mean something to a language, a database, a terminal or a pattern, and here mean nothing. */
const ODD_NAMES: readonly (readonly [what: string, name: string])[] = [
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['toString', 'toString'],
  ['nothing', ''],
  ['a space', ' '],
  ['a space more', '  '],
  ['a NUL', 'a\0b'],
  ['no NUL', 'a'],
  ['a lone surrogate', '\ud800'],
  ['another lone surrogate', '\ud801'],
  ['the replacement character', '\ufffd'],
  ['a star', '*'],
  ['a pattern', 'user:*'],
  ['a LIKE pattern', '%_'],
  ['a quote', "' OR 1=1 --"],
  ['braces', '{tag}'],
  ['a newline', 'a\nb'],
  ['a carriage return', 'a\r\nb'],
  ['a composed letter', '\u00e9'],
  ['a decomposed letter', 'e\u0301'],
  ['a megabyte', 'x'.repeat(1_048_576)],
  ['a megabyte with another end', `${'x'.repeat(1_048_575)}y`],
]

/** Whatever a name is made of, it is one name and no other. */
export function oddNames({ describe, expect, storeTest }: StoreSuiteContext): void {
  describe('odd names are ordinary names', () => {
    storeTest('of sessions, subjects and tenants', async ({ store, now }) => {
      const at = await now()
      const sessions = ODD_NAMES.map(([, name]) => sampleSession(at, { tenant: name, id: name, handle: name }))
      for (const record of sessions) expect(await store.sessions.create(record)).toMatchObject({ created: true })
      for (const record of sessions) {
        const { tenant, id } = record.subject
        expect(await store.sessions.read({ key: record.key })).toMatchObject({ kind: 'found', record })
        for (const of of [{ tenant }, { tenant, subject: { id } }]) {
          const page = await store.sessions.page(of)
          expect(page.sessions.map((one) => one.key === record.key)).toEqual([true])
        }
        const claim = { key: id, keptUntil: at + 60_000 }
        expect(await store.sessions.read({ key: record.key, claim })).toMatchObject({ claim: 'made' })
        await store.sessions.narrow(record.key, sampleNarrowing(at, { rule: id, about: id, code: id }))
        await store.sessions.end(record.key, { at, reason: id, by: 'policy' })
        const answer = await store.sessions.read({ key: record.key })
        expect(answer.kind === 'found' && answer.record.ended?.reason === id).toBe(true)
      }
    })

    storeTest('of targets and kinds of changes', async ({ store, now }) => {
      const at = await now()
      for (const [, name] of ODD_NAMES) {
        await store.changes.append(sampleChange(at, { target: name, tenant: name }))
        await store.changes.append(sampleChange(at, { target: name, kind: `narrowing:${name}`, rank: 1 }))
        await store.changes.append(sampleChange(at, { target: name, kind: `signal:reported:${name}`, value: name }))
      }
      const { changes } = await store.changes.since(0)
      expect(changes.length).toBe(3 * ODD_NAMES.length)
      for (const [, name] of ODD_NAMES) {
        const kinds = changes.filter((one) => one.target === name).map((one) => one.kind)
        expect(kinds.includes(`narrowing:${name}`) && kinds.includes(`signal:reported:${name}`)).toBe(true)
        await store.changes.remove(name, `narrowing:${name}`)
      }
      expect((await store.changes.since(0)).changes.length).toBe(2 * ODD_NAMES.length)
    })

    storeTest('of small records, their namespaces, targets and members', async ({ store, now }) => {
      const at = await now()
      const value = (name: string): unknown => JSON.parse(`{"name":${JSON.stringify(name)},"__proto__":{"bad":true}}`)
      for (const [, name] of ODD_NAMES) {
        const record = sampleRecord(at, { key: name, target: name, value: value(name) })
        expect(await store.records.write(name, record, 0)).toBe(true)
      }
      for (const [, name] of ODD_NAMES) {
        const read = await store.records.read(name, name)
        expect((read as { value: { name: string } }).value.name === name).toBe(true)
        expect((await store.records.page(name, { target: name })).map((one) => one.key === name)).toEqual([true])
      }
      expect(await store.records.read('a', '__proto__')).toBe(undefined)
    })

    storeTest('no name is there before it is given, and none changes what every object has', async ({ store, now }) => {
      const before = Object.getOwnPropertyNames(Object.prototype).join()
      for (const [, name] of ODD_NAMES) {
        expect((await store.sessions.read({ key: name })).kind).toBe('absent')
        expect(await store.records.read(name, name)).toBe(undefined)
        expect((await store.sessions.page({ tenant: name })).sessions.length).toBe(0)
        await store.records.write(name, sampleRecord(await now(), { key: name, value: { [name]: name } }), 0)
      }
      expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before)
    })
  })
}
