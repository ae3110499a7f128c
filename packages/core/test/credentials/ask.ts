import {
  type AccessTokenOptions,
  accessToken,
  createTrust,
  isPromise,
  memoryStore,
  type Refusal,
  type Trust,
  type TrustOptions,
  type TrustRequest,
} from '@retrust/core'
import { type FakeRequest, fakeFacts, type ManualClock, manualClock } from '@retrust/core/testing'
import { AUDIENCE, type LoopbackIssuer, loopbackIssuer } from './loopback-issuer.ts'

/** What became of one request to a route that needs a live session. */
export interface Asked {
  readonly request: TrustRequest
  /** 200, or the refusal's status. */
  readonly status: number
  /** The refusal's code; undefined where the handler ran. */
  readonly code: string | undefined
  readonly refusal: Refusal | undefined
}

/** Sends one request through admission and a route that needs a live session, and closes it. */
export async function ask(
  trust: Trust,
  sent: FakeRequest,
  demand: Parameters<TrustRequest['judge']>[0] = undefined,
): Promise<Asked> {
  const request = trust.open(fakeFacts(sent))
  const admitted = await request.admit()
  const verdict = admitted.kind === 'refuse' ? admitted : await request.judge(demand, sent.method ?? 'GET')
  const refusal = verdict.kind === 'refuse' ? verdict.refusal : undefined
  request.settle(refusal?.status ?? 200)
  request.closed()
  return { request, status: refusal?.status ?? 200, code: refusal?.code, refusal }
}

/** A request that carries a token. */
export const bearing = (token: string, more: FakeRequest = {}): FakeRequest => ({
  ...more,
  headers: { ...more.headers, authorization: `Bearer ${token}` },
})

/** An engine over an issuer on loopback, both on one clock. */
export interface TokenEngine {
  readonly trust: Trust
  readonly clock: ManualClock
  readonly issuer: LoopbackIssuer
  /** Asks with a token that is good but for these claims. */
  readonly askWith: (claims?: Readonly<Record<string, unknown>>, sent?: FakeRequest) => Promise<Asked>
}

export async function tokenEngine(
  option: Partial<AccessTokenOptions> = {},
  options: Partial<TrustOptions> = {},
): Promise<TokenEngine> {
  const clock = manualClock()
  const issuer = await loopbackIssuer()
  const trust = createTrust({
    store: memoryStore(),
    credentials: [accessToken({ issuer: issuer.issuer, audience: AUDIENCE, ...option })],
    policy: [],
    clock,
    ...options,
  })
  return {
    trust,
    clock,
    issuer,
    askWith: async (claims, sent) => ask(trust, bearing(await issuer.token(clock.now(), claims), sent)),
  }
}

/** A promise that settles now, or an error that says it does not. */
export function atOnce<T>(value: T | Promise<T>): T {
  if (isPromise(value)) throw new Error('this answer had to be asked for')
  return value
}
