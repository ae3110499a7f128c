/**
 * What happens to a request, mildest first: the handler runs; it runs at a lower level; a proof is asked for; this request
 * is refused; the session ends.
 */
export type Outcome = 'allow' | 'downgrade' | 'step-up' | 'deny' | 'terminate'

/** What a session may do: everything, ordinary writes, or only read. */
export type Level = 'full' | 'limited' | 'read-only'

const OUTCOMES: readonly Outcome[] = ['allow', 'downgrade', 'step-up', 'deny', 'terminate']
const LEVELS: readonly Level[] = ['read-only', 'limited', 'full']

const STRICTNESS: Readonly<Record<Outcome, number>> = { allow: 0, downgrade: 1, 'step-up': 2, deny: 3, terminate: 4 }
const HEIGHT: Readonly<Record<Level, number>> = { 'read-only': 0, limited: 1, full: 2 }

/** The stricter of two outcomes. */
export const stricter = (a: Outcome, b: Outcome): Outcome => (STRICTNESS[a] >= STRICTNESS[b] ? a : b)
/** The milder of two outcomes. */
export const milder = (a: Outcome, b: Outcome): Outcome => (STRICTNESS[a] <= STRICTNESS[b] ? a : b)
/** The lower of two levels. */
export const lower = (a: Level, b: Level): Level => (HEIGHT[a] <= HEIGHT[b] ? a : b)
/** The higher of two levels. */
export const higher = (a: Level, b: Level): Level => (HEIGHT[a] >= HEIGHT[b] ? a : b)
/** Whether a level is enough where another is required. */
export const reaches = (level: Level, required: Level): boolean => HEIGHT[level] >= HEIGHT[required]

export const isOutcome = (value: unknown): value is Outcome => OUTCOMES.includes(value as Outcome)
export const isLevel = (value: unknown): value is Level => LEVELS.includes(value as Level)
