import { fieldOf, kilometresBetween, readPlace } from '../signals/place.ts'
import { UNKNOWN } from '../signals/signal.ts'
import { checkRuleOptions } from './check-rule-options.ts'
import { doublings } from './doublings.ts'
import { notKnown } from './not-known.ts'
import { name, numberBetween } from './option-checks.ts'
import { describeRule, type Rule, type RuleOptions } from './rule.ts'

const HOUR_MS = 3_600_000
/** Two requests at once, or a clock that jumped back, must not make a speed that no comparison catches. */
const LEAST_MS = 1_000
const WORST_BAND = 9

/** Options of {@link travel}. */
export interface TravelOptions<Acr extends string = string> extends RuleOptions<Acr> {
  /** The signal to read: `{ latitude, longitude }` in degrees. Default `'place'`. */
  readonly signal?: string | undefined
  /** Kilometres an hour that nobody travels. Default 1000, a little more than an airliner. */
  readonly fasterThan?: number | undefined
  /** Kilometres below which nothing is said, since geo data is coarse. Default 100. */
  readonly atLeastKm?: number | undefined
}

/**
 * Asks for a proof when the session moved faster than people can: far from where it was last, too soon. A place that is
 * not known, too old or senseless (missing, NaN or 0,0 coordinates, also beside a country) is never computed with and
 * never counts as the same: code `place.unknown`, by `onUnknown`, where there is a place to compare with. For people.
 * Code `travel.impossible`. Needs a source of places under `signals`: a function that answers `{ latitude, longitude }`.
 *
 * @param options Default: `decide: 'step-up'`, `fasterThan: 1000`, `atLeastKm: 100`, `answeredFor: '1h'`.
 * @throws {OptionsError} for options that make no sense.
 *
 * @example
 * ```ts
 * import { travel } from '@retrust/core/rules'
 *
 * const policy = [travel({ fasterThan: 900, onUnknown: 'allow' })]
 * ```
 */
export function travel<const Acr extends string = never>(options: TravelOptions<Acr> = {}): Rule<Acr> {
  checkRuleOptions('travel', options, {
    signal: name('place'),
    fasterThan: numberBetween(1, Number.MAX_VALUE, '1000'),
    atLeastKm: numberBetween(0, Number.MAX_VALUE, '100'),
  })
  const { signal = 'place', fasterThan = 1_000, atLeastKm = 100 } = options
  return describeRule(
    {
      name: 'travel',
      code: 'travel.impossible',
      unknownCode: 'place.unknown',
      decide: 'step-up',
      answeredFor: '1h',
      human: true,
      reads: [signal],
      find({ context, session, action, signals }) {
        const last = session.baseline.place
        const from = readPlace(last)
        if (last === undefined || from === undefined) return undefined
        const to = readPlace((signals[signal] ?? UNKNOWN).value)
        if (to === undefined) return notKnown(action)
        const km = kilometresBetween(from, to)
        const speed = (km * HOUR_MS) / Math.max(context.now - last.at, LEAST_MS)
        // Written so that a speed which is no number is a finding.
        if (km <= atLeastKm || speed <= fasterThan) return undefined
        return { band: doublings(speed, fasterThan, WORST_BAND), about: fieldOf(to) }
      },
    },
    options,
  )
}
