export type { AuditRecord, RuleFinding } from './audit/audit-record.ts'
export type { AuditSink } from './audit/record-decision.ts'
export type { Change, ChangeKind, NewChange, Receipt, Target } from './changes/change.ts'
export { type Clock, systemClock } from './clock.ts'
export type { Action, ActionOptions, Pages } from './context/action.ts'
export type { TrustContext } from './context/build-context.ts'
export {
  type BrowserFacts,
  type Channel,
  type HeaderAnswer,
  headerValue,
  type Peer,
  type RequestFacts,
} from './context/request-facts.ts'
export { createTrust } from './create-trust.ts'
export { type AccessTokenOptions, accessToken } from './credentials/access-token.ts'
export { type CookieSessionOptions, cookieSession } from './credentials/cookie-session.ts'
export type {
  AbsentReason,
  Credential,
  CredentialOption,
  CredentialSettings,
  EndableHost,
  PresentedClaims,
  PresentedHost,
  PresentedSecret,
  Verified,
} from './credentials/credential.ts'
export {
  type ExistingSessionOptions,
  existingSession,
  type HostFramework,
  type HostSession,
} from './credentials/existing-session.ts'
export type { Cause, Narrowing } from './decision/causes.ts'
export type { Decision, Effects, OpenCause, Reason } from './decision/decision.ts'
export type { Demand, Need, ProgramDemand } from './decision/demand.ts'
export type { Level, Outcome } from './decision/outcome.ts'
export type { Duration } from './duration.ts'
export {
  MisuseError,
  type OptionIssue,
  OptionsError,
  RetrustError,
  type RetrustErrorCode,
  StoreUnavailableError,
} from './errors.ts'
export type { EventName, TrustEvents } from './events.ts'
export { isPromise, type MaybePromise, orElse, whenReady } from './ready.ts'
export { problemRefusal } from './refusal/problem.ts'
export { returnTarget } from './refusal/redirect.ts'
export { type Refusal, TrustRefusal } from './refusal/refusal.ts'
export {
  type CustomRuleOptions,
  deny,
  downgrade,
  type RuleFunction,
  rule,
  stepUp,
  terminate,
  type Verdict as RuleVerdict,
} from './rules/custom-rule.ts'
export { presets } from './rules/presets/presets.ts'
export type { Proposal } from './rules/proposal.ts'
export type { Finding, Rule, RuleOptions } from './rules/rule.ts'
export type { Situation } from './rules/situation.ts'
export type { Authentication } from './session/authentication.ts'
export type { ListOf } from './session/list-of.ts'
export type { Presenter } from './session/loaded-session.ts'
export type { SessionFacts } from './session/session-facts.ts'
export type { AdmittedPresenter, Baseline, Ending, Secrets, SessionRecord, Standing } from './session/session-record.ts'
export type { Signal, SignalReach, Signals, StandardSignals } from './signals/signal.ts'
export type { SignalQuestion, SignalSource, SignalSourceOption, SignalsOf } from './signals/signal-source.ts'
export { type MemoryStoreOptions, memoryStore } from './store/memory-store.ts'
export type * from './store/store.ts'
export { type Subject, type SubjectKind, type SubjectName, storedKey } from './subject.ts'
export type {
  AdapterSettings,
  DemandFunction,
  DemandHooks,
  Login,
  Raise,
  RequestListener,
  SessionView,
  Trust,
  TrustRequest,
  TrustView,
  Verdict,
} from './trust.ts'
export type { ActionNames, SignalSources, TrustOptions } from './trust-options.ts'
export { TwoGenerationMap } from './two-generation-map.ts'
