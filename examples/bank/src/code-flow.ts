import { randomBytes } from 'node:crypto'
import * as oidc from 'openid-client'
import { bankClient } from './provider/configuration.ts'

/** What the provider vouches for, in the words that `begin` and `raise` take. */
export interface Proved {
  readonly subject: { readonly id: string; readonly issuer: string }
  readonly acr: string
  readonly amr: readonly string[]
  /** When the person proved it: `auth_time`. */
  readonly at: Date
}

/** What somebody goes to the provider for. */
export interface Errand {
  /** Where on this site the provider sends them back to. */
  readonly callback: URL
  /** Where they want to be in the end: a path of this site. */
  readonly returnTo: string
  readonly acr?: string | undefined
  /** In seconds; 0 asks for a proof that is made now. */
  readonly maxAge?: number | undefined
  /** What the proof is for, where it is for one action only. */
  readonly purpose?: Purpose | undefined
}

export interface Purpose {
  readonly action?: string | undefined
  readonly object?: string | undefined
}

/** Where the browser goes next, and the cookie that ties this errand to it. */
export interface Departure {
  readonly location: string
  readonly cookie: string
}

export interface Arrival {
  readonly proved: Proved
  readonly purpose: Purpose
  readonly returnTo: string
}

export interface CodeFlow {
  depart(errand: Errand): Promise<Departure>
  /** Back from the provider: `url` is the request's own, with the code in it. */
  arrive(url: URL, cookies: string | undefined): Promise<Arrival>
}

/** The sign-in cannot be finished: it is over, it began in another browser, or somebody else answered. */
export class SignInError extends Error {}

interface UnderWay {
  readonly errand: Errand
  readonly checks: oidc.AuthorizationCodeGrantChecks
}

const cookieName = 'bank_sign_in'
const mostUnderWay = 1000

/** The bank's half of the OpenID code flow, with PKCE, state and nonce. It knows no framework. */
export async function codeFlow(issuer: string): Promise<CodeFlow> {
  const config = await oidc.discovery(
    new URL(issuer),
    bankClient.id,
    { client_secret: bankClient.secret, id_token_signed_response_alg: 'ES256' },
    undefined,
    { execute: [oidc.allowInsecureRequests] }, // The provider of this demo is on loopback, without TLS.
  )
  const underWay = new Map<string, UnderWay>()

  return {
    async depart(errand) {
      const { callback, acr, maxAge } = errand
      const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
      const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()]
      const location = oidc.buildAuthorizationUrl(config, {
        redirect_uri: callback.href,
        scope: 'openid',
        state: expectedState,
        nonce: expectedNonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        ...(acr === undefined ? {} : { acr_values: acr }),
        ...(maxAge === undefined ? {} : { max_age: String(maxAge) }),
      })
      const ticket = randomBytes(16).toString('base64url')
      const fresh = maxAge === undefined ? {} : { maxAge }
      underWay.set(ticket, { errand, checks: { pkceCodeVerifier, expectedState, expectedNonce, ...fresh } })
      for (const oldest of underWay.keys()) if (underWay.size > mostUnderWay) underWay.delete(oldest)
      return { location: location.href, cookie: `${cookieName}=${ticket}; Path=/; HttpOnly; SameSite=Lax` }
    },

    async arrive(url, cookies = '') {
      const ticket = new RegExp(`(?:^|; )${cookieName}=([\\w-]+)`).exec(cookies)?.[1] ?? ''
      const found = underWay.get(ticket)
      if (!found) throw new SignInError('this sign-in is over, or it began in another browser')
      underWay.delete(ticket)
      const tokens = await oidc.authorizationCodeGrant(config, url, found.checks).catch((cause: unknown) => {
        throw new SignInError('the provider signed nobody in', { cause })
      })
      const claims = tokens.claims()
      if (!claims) throw new SignInError('the provider sent no ID token')
      const { returnTo, purpose = {} } = found.errand
      return { proved: whatProved(claims), purpose, returnTo }
    },
  }
}

function whatProved({ sub: id, iss: issuer, iat, auth_time: authTime = iat, acr, amr }: oidc.IDToken): Proved {
  const methods = Array.isArray(amr) ? amr.map(String) : []
  return { subject: { id, issuer }, acr: String(acr ?? 'pwd'), amr: methods, at: new Date(authTime * 1000) }
}
