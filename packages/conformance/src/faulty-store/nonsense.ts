import { storedKey } from '@retrust/core'
import type { Call, Operation } from './call.ts'

/** An answer that no store may give. */
export interface Nonsense {
  readonly operation: Operation
  /** What is wrong with it, for the title of a test. */
  readonly what: string
  /** Hand it to `inject({ do: 'answer', as })`. */
  readonly as: (honest: unknown, call: Call) => unknown
}

type Members = Record<string, unknown>
type Spoil = readonly [what: string, as: (honest: Members, call: Call) => unknown]

const WRONG_TYPES: readonly Spoil[] = [
  ['nothing', () => undefined],
  ['null', () => null],
  ['a number that is none', () => Number.NaN],
  ['a text', () => 'found'],
  ['an empty list', () => []],
  ['an empty object', () => ({})],
  ['a function', () => () => undefined],
]

/** A record with one member in the place of its own. */
const row = (member: string, value: unknown): Spoil => [
  `a row whose ${member} is ${JSON.stringify(value) ?? String(value)}`,
  (answer) => (isMembers(answer.record) ? { ...answer, record: { ...answer.record, [member]: value } } : {}),
]

const ROWS: readonly Spoil[] = [
  ['no row', ({ record: _, ...rest }) => ({ ...rest, kind: 'found', claim: 'none' })],
  ['a list for a row', (answer) => ({ ...answer, record: [answer.record] })],
  ...['handle', 'subject', 'lineage', 'revision', 'position', 'beganAt', 'lastSeenAt', 'idleMs', 'expiresAt'].map(
    (member) => row(member, undefined),
  ),
  ...['keptUntil', 'standing', 'narrowings', 'baseline'].map((member) => row(member, undefined)),
  row('key', 'of another'),
  row('handle', 'of another'),
  row('subject', { tenant: 'another', issuer: '', id: 'alice', kind: 'human' }),
  row('subject', { tenant: '', issuer: '', id: 'alice', kind: 'guest' }),
  row('lineage', {}),
  row('revision', '7'),
  row('position', Number.NaN),
  row('position', 'late'),
  row('position', Number.MAX_VALUE),
  row('beganAt', Number.NaN),
  row('expiresAt', 'never'),
  row('expiresAt', Number.POSITIVE_INFINITY),
  row('adoptedAuthTime', Number.NaN),
  row('secrets', []),
  row('secrets', { current: 1, spent: [] }),
  row('standing', []),
  row('standing', { authentications: [], answered: [], presenters: [] }),
  row('standing', { authentications: [null], answered: [], presenters: [] }),
  row('standing', { authentications: [{ acr: 'phr', amr: [], at: 'now', by: 'begin' }], answered: [], presenters: [] }),
  row('narrowings', {}),
  row('narrowings', [null]),
  row('narrowings', [{}]),
  row('baseline', []),
  row('baseline', { networks: {}, kinds: [] }),
  row('baseline', { networks: [], kinds: [], place: { latitude: 'north', longitude: 0, at: 0 } }),
  row('ended', null),
  row('ended', {}),
]

const PAGES: readonly Spoil[] = [
  ['an object for the rows', (answer) => ({ ...answer, sessions: {} })],
  ['rows that are none', (answer) => ({ ...answer, sessions: [undefined] })],
  ["another tenant's rows", (answer) => ({ ...answer, sessions: ofAnotherTenant(answer.sessions) })],
  ["somebody else's rows", (answer) => ({ ...answer, sessions: rowsWith(answer.sessions, { id: 'somebody' }) })],
  ['the same page again and again', (answer) => ({ ...answer, next: 'again' })],
  ['two pages in turns', (answer, { given }) => ({ ...answer, next: afterOf(given) === 'odd' ? 'even' : 'odd' })],
]

const BY_OPERATION: Partial<Record<Operation, readonly Spoil[]>> = {
  'sessions.read': [
    ...WRONG_TYPES,
    ['a time that is NaN', (answer) => ({ ...answer, now: Number.NaN })],
    ['a time that is a text', (answer) => ({ ...answer, now: '2026-03-02' })],
    ['no time', ({ now: _, ...rest }) => rest],
    ['another kind', (answer) => ({ ...answer, kind: 'present' })],
    ['a claim that is something else', (answer) => ({ ...answer, claim: 'perhaps' })],
    ['a claim that nobody asked for', (answer) => ({ ...answer, claim: 'made' })],
    ...ROWS,
  ],
  'sessions.create': [...WRONG_TYPES, ['a text for yes', (answer) => ({ ...answer, created: 'no' })]],
  'sessions.rotate': swaps(),
  'sessions.raise': swaps(),
  'sessions.end': WRONG_TYPES,
  'sessions.page': [...WRONG_TYPES, ...PAGES],
  'changes.append': [
    ...WRONG_TYPES,
    ['no position', ({ position: _, ...rest }) => rest],
    ['a position that is NaN', (answer) => ({ ...answer, position: Number.NaN })],
    ['a status of its own', (answer) => ({ ...answer, status: 'perhaps' })],
  ],
  'changes.since': [
    ...WRONG_TYPES,
    ['an object for the changes', (answer) => ({ ...answer, changes: {} })],
    ['a change that is none', (answer) => ({ ...answer, changes: [null] })],
    ['a change without a position', (answer) => ({ ...answer, changes: [{ ...CHANGE, position: undefined }] })],
    ['a change beyond all positions', (answer) => ({ ...answer, changes: [{ ...CHANGE, position: 1e300 }] })],
    ['a narrowing by nothing', (answer) => ({ ...answer, changes: [{ ...CHANGE, kind: 'narrowing:x' }] })],
    ['an instant that is none', (answer) => ({ ...answer, changes: [{ ...CHANGE, kind: 'before' }] })],
    ['an arrival that is NaN', (answer) => ({ ...answer, arrival: Number.NaN })],
    ['no identity', ({ identity: _, ...rest }) => rest],
  ],
  'changes.news': [
    ...WRONG_TYPES,
    ['a change that is none', (news) => ({ ...news, change: null })],
    ['a change without a target', (news) => ({ ...news, change: { ...CHANGE, target: undefined } })],
    ['a change without a position', (news) => ({ ...news, change: { ...CHANGE, position: Number.NaN } })],
    ['another kind', (news) => ({ ...news, kind: 'gossip' })],
  ],
}

/**
 * Answers that no store may give: wrong types, parts that are missing, another tenant's row, a revision that goes back.
 * Whoever relies on a store takes each of them for a store that could not be asked.
 *
 * @example
 * ```ts
 * import { faultyStore, nonsense } from '@retrust/conformance'
 * import { memoryStore } from '@retrust/core'
 *
 * for (const { operation, what, as } of nonsense()) {
 *   const store = faultyStore(() => memoryStore())
 *   store.inject({ do: 'answer', as }, { operation })
 *   console.log(`${operation} answers ${what}`)
 * }
 * ```
 */
export function nonsense(): readonly Nonsense[] {
  return Object.entries(BY_OPERATION).flatMap(([operation, spoils]) =>
    spoils.map(
      ([what, as]): Nonsense => ({
        operation: operation as Operation,
        what,
        as: (honest, call) => as(isMembers(honest) ? honest : {}, call),
      }),
    ),
  )
}

function swaps(): readonly Spoil[] {
  return [
    ...WRONG_TYPES,
    ['another kind', (answer) => ({ ...answer, kind: 'maybe' })],
    ['done, and no row', () => ({ kind: 'done' })],
    ['a revision that goes back', (answer) => ({ ...answer, record: { ...(answer.record as Members), revision: 0 } })],
    row('key', 'of another'),
    row('subject', { tenant: 'another', issuer: '', id: 'alice', kind: 'human' }),
    row('standing', undefined),
  ]
}

const CHANGE = { target: 'nobody', tenant: '', kind: 'end', keptUntil: 0, position: 1, at: 0 }

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null

function rowsWith(rows: unknown, subject: Members): readonly unknown[] {
  return (rows as readonly Members[]).map((one) => ({ ...one, subject: { ...(one.subject as Members), ...subject } }))
}

/** Whole rows, as a store answers them that forgets to ask for the tenant: their keys are those of that tenant too. */
function ofAnotherTenant(rows: unknown): readonly unknown[] {
  const there = rowsWith(rows, { tenant: 'another' }) as readonly Members[]
  return there.map((one) => ({ ...one, key: storedKey('another', String(one.handle)) }))
}

const afterOf = ([page]: readonly unknown[]): unknown => (page as { after?: string }).after
