import { isLevel, isOutcome } from '../decision/outcome.ts'
import { parseDuration } from '../duration.ts'
import { didYouMean } from '../nearest-name.ts'

/** What one option of a rule may be. */
export interface OptionCheck {
  /** Reads on after "is not", for instance `a number from 0 to 100`. */
  readonly is: string
  allows(value: unknown): boolean
  mend(value: unknown): string
  readonly required?: boolean | undefined
}

export const required = (check: OptionCheck): OptionCheck => ({ ...check, required: true })

export const numberBetween = (least: number, most: number, example: string): OptionCheck => ({
  is: most === Number.MAX_VALUE ? `a number of at least ${least}` : `a number from ${least} to ${most}`,
  allows: (value) => typeof value === 'number' && value >= least && value <= most,
  mend: () => `Write for instance ${example}`,
})

export const duration: OptionCheck = {
  is: 'a duration',
  allows: (value) => parseDuration(value) !== undefined,
  mend: () => `Write for instance '30s', '15m', '12h' or '30d'`,
}

export const someDuration: OptionCheck = {
  ...duration,
  is: 'a duration longer than nothing',
  allows: (value) => (parseDuration(value) ?? 0) > 0,
}

export const oneOf = (...names: readonly string[]): OptionCheck => ({
  is: `one of ${names.join(', ')}`,
  allows: (value) => names.includes(value as string),
  mend: (value) => didYouMean(typeof value === 'string' ? value : '', names),
})

export const someOf = (...names: readonly string[]): OptionCheck => ({
  is: `a list of ${names.join(', ')}`,
  allows: (value) => Array.isArray(value) && value.length > 0 && value.every((one) => names.includes(one)),
  mend: () => `Write for instance ['${names[0]}']`,
})

export const name = (example: string): OptionCheck => ({
  is: 'a name',
  allows: (value) => typeof value === 'string' && value.length > 0,
  mend: () => `Write for instance '${example}'`,
})

export const outcome: OptionCheck = {
  ...oneOf('allow', 'downgrade', 'step-up', 'deny', 'terminate'),
  allows: isOutcome,
}

/** To where a downgrade may go. */
export const lowerLevel: OptionCheck = {
  ...oneOf('limited', 'read-only'),
  allows: (value) => isLevel(value) && value !== 'full',
}

/** What every rule can be told. */
export const generalOptions: Readonly<Record<string, OptionCheck>> = {
  decide: outcome,
  to: lowerLevel,
  holds: oneOf('request', 'session', 'subject'),
  for: someDuration,
  lifts: name('mfa'),
  answeredFor: duration,
  onUnknown: outcome,
  workload: oneOf('allow', 'downgrade', 'deny', 'terminate'),
  reportOnly: { is: 'true or false', allows: (value) => typeof value === 'boolean', mend: () => 'Write true or false' },
}

/** For rules over facts of the request itself: a stored cause would lower the owner for what a thief did. */
export const heldByRequest: OptionCheck = {
  is: 'possible for a rule over facts of the request, which stores nothing',
  allows: (value) => value === 'request',
  mend: () => 'Leave it out: the facts are judged afresh on each request',
}
