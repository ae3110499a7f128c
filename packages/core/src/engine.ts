import type { Audit } from './audit/record-decision.ts'
import type { ChangeLog } from './changes/change-log.ts'
import type { Clock } from './clock.ts'
import type { ActionCatalogue, Pages } from './context/action.ts'
import type { KeyedNames } from './context/keyed-names.ts'
import type { RequestFacts } from './context/request-facts.ts'
import type { CookiePart, Credential, SecretCookie } from './credentials/credential.ts'
import type { AcrOrder } from './decision/acr-order.ts'
import type { Demand } from './decision/demand.ts'
import type { ResolvedDemand } from './decision/meet-demand.ts'
import type { LocalChanges } from './enforcement/local-changes.ts'
import type { Events } from './events.ts'
import type { Rule } from './rules/rule.ts'
import type { LoadSettings } from './session/load-session.ts'
import type { RecentSessions } from './session/recent-sessions.ts'
import type { SignalSettings } from './signals/collect-signals.ts'
import type { Store } from './store/store.ts'

/** Everything that was resolved when the engine was built. The request path asks it and never an option. */
export interface Engine {
  readonly clock: Clock
  readonly store: Store
  readonly log: ChangeLog
  /** Undefined once the whole log is held here; until then nobody with a credential is answered. */
  readonly notReady: () => string | undefined
  readonly credentials: readonly Credential[]
  /** Our own cookie, where it is among the credentials. */
  readonly cookie: CookiePart | undefined
  /** The cookie that carries a secret of ours, beside a host's session too: a browser sends what it stands for by itself. */
  readonly secretCookie: SecretCookie | undefined
  /** The scheme of challenges. */
  readonly scheme: 'Bearer' | 'DPoP'
  readonly rules: readonly Rule[]
  readonly order: AcrOrder
  readonly actions: ActionCatalogue
  readonly pages: Pages
  /** Demands that were read once and cannot change, as those of routes. */
  readonly demands: WeakMap<Demand, ResolvedDemand>
  readonly signals: SignalSettings
  readonly names: KeyedNames
  /** The signal that the travel rule reads; the baseline keeps its places. */
  readonly placeSignal: string
  readonly load: LoadSettings
  readonly recent: RecentSessions
  readonly localChanges: LocalChanges
  readonly audit: Audit
  readonly events: Events
  readonly tenantOf: (facts: RequestFacts) => string
  /** Whether the engine has the `tenant` option: then nothing is done without one. */
  readonly tenanted: boolean
  /** Whether forwarded headers of anybody are believed. */
  readonly trustsProxies: boolean
  readonly leewayMs: number
  readonly hookTimeoutMs: number
  readonly storeTimeoutMs: number
  /** How long a change must be kept: as long as any credential from before it may live. */
  readonly maxLifeMs: number
}
