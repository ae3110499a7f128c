import { isPromise } from '../ready.ts'
import type { SubjectName } from '../subject.ts'
import type { SessionView, Trust } from '../trust.ts'
import { type FakeRequest, fakeFacts } from './fake-facts.ts'

/** Who signs in, and from where. */
export interface SignIn {
  readonly subject: SubjectName
  /** Default `'pwd'`. */
  readonly acr?: string | undefined
  readonly amr?: readonly string[] | undefined
  /** The request that logs in, where its address, browser or tenant matter. */
  readonly from?: FakeRequest | undefined
}

/** A signed-in client: what to send along. */
export interface SignedIn {
  /** The value of the `Cookie` header: session and device. */
  readonly cookie: string
  /** Only the session's cookie, as a thief may have copied it. */
  readonly sessionCookie: string
  readonly session: SessionView
}

/**
 * Signs somebody in: a real session in the engine's own store, through the same steps as a login handler. There is no
 * bypass to leave behind.
 *
 * @example
 * ```ts
 * import type { Trust } from '@retrust/core'
 * import { signIn } from '@retrust/core/testing'
 *
 * async function alicesCookie(trust: Trust): Promise<string> {
 *   const { cookie } = await signIn(trust, { subject: { id: 'alice' }, acr: 'mfa' })
 *   return cookie
 * }
 * ```
 */
export async function signIn(
  trust: Trust,
  { subject, acr = 'pwd', amr = [acr], from = {} }: SignIn,
): Promise<SignedIn> {
  const request = trust.open(
    fakeFacts({
      address: '127.0.0.1',
      network: '127.0.0.0/24',
      method: 'POST',
      path: '/login',
      ...from,
    }),
  )
  const admitted = request.admit()
  const verdict = isPromise(admitted) ? await admitted : admitted
  if (verdict.kind === 'refuse') throw new Error(`the login request was refused: ${verdict.refusal.code}`)
  const session = await request.view.begin({ subject, acr, amr })
  const pairs = request.takeCookies().map((line) => line.slice(0, line.indexOf(';')))
  request.settle(200)
  request.closed()
  return { cookie: pairs.join('; '), sessionCookie: pairs[0] as string, session }
}
