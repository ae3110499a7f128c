import type { Level, Outcome } from '../decision/outcome.ts'
import { milder } from '../decision/outcome.ts'
import { type Duration, milliseconds } from '../duration.ts'
import type { Proposal } from './proposal.ts'
import type { Situation } from './situation.ts'

/** What every rule can be told. */
export interface RuleOptions<Acr extends string = string> {
  /** What it proposes. Each rule has a default of its own. */
  readonly decide?: Outcome | undefined
  /** With `decide: 'downgrade'`: to which level. Default `'read-only'`. */
  readonly to?: Level | undefined
  /** How long its cause holds. Default `'request'`: judged afresh each time, so a better signal lifts it. */
  readonly holds?: 'request' | 'session' | 'subject' | undefined
  /** How long it is stored where it holds longer than the request. Default `'30d'`. */
  readonly for?: Duration | undefined
  /** The acr of a proof that answers it. Default: at least the one that the session began with. */
  readonly lifts?: Acr | undefined
  /** How long a proof answers it. Each rule has a default of its own. */
  readonly answeredFor?: Duration | undefined
  /** What it proposes when what it needs is not known. Default: as `decide`, at most step-up, for what is sensitive at most deny. */
  readonly onUnknown?: Outcome | undefined
  /** What those get who cannot answer a prompt. Default: `deny` where it is step-up; a rule about human habits leaves them alone. */
  readonly workload?: Exclude<Outcome, 'step-up'> | undefined
  /** Recorded, but it decides nothing: to try a rule on live traffic. Default false. */
  readonly reportOnly?: boolean | undefined
}

/**
 * What a rule found, as plain values: bands and keyed hashes, never raw facts. It is what the audit record holds, and all
 * that a replay needs.
 */
export interface Finding {
  /** How bad. Higher is worse. */
  readonly band: number | 'unknown'
  /** About what, for instance a network's keyed hash. */
  readonly about?: string | undefined
  /** Whether the action was sensitive, where not knowing weighs more. */
  readonly sensitive?: boolean | undefined
  /** What a custom rule proposed by itself. */
  readonly proposed?:
    | { readonly outcome: Outcome; readonly code: string; readonly level?: Level | undefined }
    | undefined
}

/**
 * A rule as the engine runs it: it finds, and what it found becomes a proposal, both pure and synchronous. `Acr` are the acr
 * values that its options name: an engine takes only those of its own `acrOrder`.
 */
// biome-ignore lint/suspicious/noExplicitAny: written without it, a rule fits into every engine
export interface Rule<Acr extends string = any> {
  readonly name: string
  readonly options: RuleOptions<Acr>
  /** The signals that it reads. */
  readonly reads: readonly string[]
  /** Whether a replay of its findings gives its proposal again. */
  readonly replayable: boolean
  find(situation: Situation): Finding | undefined
  propose(finding: Finding, humanKind: boolean): Proposal | undefined
}

/** What a rule of ours says about itself. */
export interface RuleDescription {
  readonly name: string
  readonly code: string
  /** The code where it could not know. Default: `<code>.unknown`. */
  readonly unknownCode?: string | undefined
  readonly decide: Outcome
  /** Undefined: a proof answers it as long as the session lives. */
  readonly answeredFor: Duration | undefined
  /** A habit of people (hours, travel, browsers): programs are left alone unless the rule says otherwise. */
  readonly human?: boolean | undefined
  readonly reads?: readonly string[] | undefined
  readonly find: (situation: Situation) => Finding | undefined
  /** For a rule that tells kinds of not knowing apart. Undefined: as every rule, by `onUnknown`. */
  unknownOutcome?(finding: Finding): Outcome | undefined
}

/** Builds one of our rules from its description and what the user told it. */
export function describeRule<Acr extends string>(description: RuleDescription, options: RuleOptions<Acr>): Rule<Acr> {
  const { name, code, unknownCode = `${code}.unknown` } = description
  const decide = options.decide ?? description.decide
  const forMs = milliseconds(options.for ?? '30d')
  const answeredFor = options.answeredFor ?? description.answeredFor
  const answeredForMs = answeredFor === undefined ? undefined : milliseconds(answeredFor)
  const { holds = 'request', lifts } = options
  const level = options.to ?? 'read-only'
  // Two of one kind may lower the same session to different levels, until different proofs: each is a cause of its own, or
  // the one that was stored first would stand for both.
  const heldCause = `${name}:${level}:${lifts ?? ''}`
  return {
    name,
    options: { ...options, decide },
    reads: description.reads ?? [],
    replayable: true,
    find: description.find,
    propose(finding, human) {
      if (!human && description.human && options.workload === undefined) return undefined
      const unknown = finding.band === 'unknown'
      const notKnowing = () => options.onUnknown ?? milder(decide, finding.sensitive ? 'deny' : 'step-up')
      const outcome = unknown ? (description.unknownOutcome?.(finding) ?? notKnowing()) : decide
      return {
        outcome,
        code: unknown ? unknownCode : code,
        cause: {
          rule: unknown || holds === 'request' ? name : heldCause,
          about: finding.about ?? '',
          band: finding.band,
        },
        level: outcome === 'downgrade' ? level : undefined,
        // What was caused by not knowing is never stored.
        holds: unknown ? 'request' : holds,
        forMs,
        lifts,
        answeredForMs,
        workload: options.workload,
      }
    },
  }
}
