import type { Refusal, RequestFacts, TrustRequest } from '@retrust/core'
import type { TrustedProxies } from './client-address.ts'

/** What a response is held to. {@link ResponseGate} is it for Node, {@link FetchGate} where there is only fetch. */
export interface Gate {
  /** A request that this response answers. */
  guard(request: TrustRequest): void
  /** A view is about to be handed out. */
  arm(request: TrustRequest): void
  /** From now on the response is this refusal. */
  refuse(refusal: Refusal): void
}

/**
 * All that a framework has to supply. `Exchange` is what its middleware gets, seen only through the fields that the
 * adapter reads.
 */
export interface Adapter<Exchange, G extends Gate = Gate> {
  /** For messages: `Express`. */
  readonly framework: string
  /** How `retrust` is put before all else, for messages. Default: `app.use(retrust(trust))`. */
  readonly mount?: string | undefined
  /** The object that is this request for as long as it lives, whatever wraps it. What belongs to it is found by this. */
  identify(exchange: Exchange): object
  /** Reads the request. @throws {FactsError} for one that cannot be classified. */
  readFacts(exchange: Exchange, proxies: TrustedProxies): RequestFacts
  /** The method as the framework has it now. */
  method(exchange: Exchange): string
  /** Makes the gate of a response. Called once. */
  openGate(exchange: Exchange): G
  /** Makes the response the refusal: after it nothing else runs. */
  sendRefusal(exchange: Exchange, refusal: Refusal, gate: G): void
  /** Throws a {@link MisuseError} where the framework's own proxy setting says something else. */
  readonly checkProxies?: ((exchange: Exchange, proxies: TrustedProxies) => void) | undefined
}
