import { headerValue } from '../context/request-facts.ts'
import { checkRuleOptions } from './check-rule-options.ts'
import { notKnown } from './not-known.ts'
import { heldByRequest } from './option-checks.ts'
import { describeRule, type Rule, type RuleOptions } from './rule.ts'

/** What media elements fetch: often by a player of the platform, with a name of its own. */
const BY_A_PLAYER: ReadonlySet<string | undefined> = new Set(['audio', 'video', 'track'])

/** Options of {@link deviceChange}. */
export interface DeviceChangeOptions<Acr extends string = string> extends RuleOptions<Acr> {
  /** How long a proof answers a browser and platform. Default: as long as the session lives. */
  readonly answeredFor?: RuleOptions['answeredFor']
  /**
   * What happens when the request does not say which browser sends it, and the session knows one. Default: as `decide`, at
   * most step-up: once in the session's life. Milder, and leaving a header out would be better for a thief than a wrong one.
   */
  readonly onUnknown?: RuleOptions['onUnknown']
}

/**
 * Asks for a proof when the browser family or the platform is another than the session's first. Versions do not count.
 * A media element (`Sec-Fetch-Dest` of audio, video, track) may fetch by a player with a name of its own: of what only
 * reads and is not sensitive, only the platform is compared then. A request that does not say (no agent string, or an unheard-of one) is code `device.unknown`; a
 * session that never said is not judged at all. Each browser is asked about once. Anybody can send any agent string, so
 * this finds careless thieves only and should not end a session. For people. Code `device.changed`.
 *
 * @param options Default: `decide: 'step-up'`.
 * @throws {OptionsError} for options that make no sense.
 *
 * @example
 * ```ts
 * import { deviceChange } from '@retrust/core/rules'
 *
 * const policy = [deviceChange({ decide: 'downgrade', to: 'read-only', onUnknown: 'allow' })]
 * ```
 */
export function deviceChange<const Acr extends string = never>(options: DeviceChangeOptions<Acr> = {}): Rule<Acr> {
  checkRuleOptions('deviceChange', options, { holds: heldByRequest })
  return describeRule(
    {
      name: 'deviceChange',
      code: 'device.changed',
      unknownCode: 'device.unknown',
      decide: 'step-up',
      answeredFor: undefined,
      human: true,
      find({ context, session, action }) {
        // Read before anything is decided: facts that are detached for a stream keep only what was read.
        const { family, platform } = context.facts.browser
        const destination = headerValue(context.facts, 'sec-fetch-dest')
        const usual = session.baseline.browser
        if (usual === undefined) return undefined
        const byAPlayer = BY_A_PLAYER.has(destination) && action.access === 'read' && !action.sensitive
        let changed = 0
        if (family !== undefined && family !== usual.family && !byAPlayer) changed++
        if (platform !== undefined && platform !== usual.platform) changed++
        if (changed > 0) return { band: changed, about: `${family ?? '?'}/${platform ?? '?'}` }
        if (byAPlayer) return undefined
        return family === undefined || platform === undefined ? notKnown(action) : undefined
      },
    },
    options,
  )
}
