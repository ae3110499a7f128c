import { randomBytes } from 'node:crypto'
import * as oidc from 'openid-client'
import { bankClient } from './provider/configuration.ts'

/** What the provider vouches for. */
export interface Proved {
  readonly subject: { readonly id: string; readonly issuer: string }
  readonly acr: string
  readonly amr: string[]
  /** When the person proved it (`auth_time`), in epoch milliseconds. */
  readonly at: number
}

interface Pending extends oidc.AuthorizationCodeGrantChecks {
  readonly returnTo: string
  readonly challenge?: string
}

/** Where the browser goes next, and the cookie that ties this sign-in to it. */
export interface Departure {
  readonly location: string
  readonly cookie: string
}

export interface CodeFlow {
  /** Off to the provider, to log in. `url` is the request's own. */
  toLogIn(url: URL): Promise<Departure>
  /** Off to the provider, to prove once more who is there: as strong (`acr_values`) and as fresh (`max_age`) as asked. */
  toConfirm(url: URL): Promise<Departure>
  /** Back from the provider. */
  back(url: URL, cookies: string | undefined): Promise<Arrival>
}

export interface Arrival {
  readonly proved: Proved
  readonly returnTo: string
  readonly challenge?: string
}

/** The sign-in cannot be finished: it is over, it began in another browser, or the provider said no. */
export class SignInError extends Error {}

const cookieName = 'bank_sign_in'
const mostPending = 1000

/** The bank's half of the OpenID code flow, with PKCE, state and nonce. It knows no framework. */
export async function codeFlow(issuer: string): Promise<CodeFlow> {
  const config = await oidc.discovery(
    new URL(issuer),
    bankClient.id,
    { client_secret: bankClient.secret, id_token_signed_response_alg: 'ES256' },
    undefined,
    { execute: [oidc.allowInsecureRequests] }, // The provider of this demo is on loopback, without TLS.
  )
  const underWay = new Map<string, Pending>()

  async function depart(url: URL, callback: string, asked: Record<string, string>): Promise<Departure> {
    const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
    const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()]
    const location = oidc.buildAuthorizationUrl(config, {
      redirect_uri: new URL(callback, url).href,
      scope: 'openid',
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...asked,
    })
    const ticket = randomBytes(16).toString('base64url')
    const maxAge = asked.max_age === undefined ? {} : { maxAge: Number(asked.max_age) }
    const challenge = url.searchParams.get('challenge')
    underWay.set(ticket, {
      pkceCodeVerifier,
      expectedState,
      expectedNonce,
      ...maxAge,
      returnTo: pathOnThisSite(url.searchParams.get('return_to'), url),
      ...(challenge === null ? {} : { challenge }),
    })
    for (const oldest of underWay.keys()) if (underWay.size > mostPending) underWay.delete(oldest)
    return { location: location.href, cookie: `${cookieName}=${ticket}; Path=/; HttpOnly; SameSite=Lax` }
  }

  return {
    toLogIn: (url) => depart(url, '/callback', {}),
    toConfirm: (url) => depart(url, '/confirm/callback', pick(url.searchParams, ['acr_values', 'max_age'])),

    async back(url, cookies = '') {
      const ticket = new RegExp(`(?:^|; )${cookieName}=([\\w-]+)`).exec(cookies)?.[1] ?? ''
      const pending = underWay.get(ticket)
      if (!pending) throw new SignInError('this sign-in is over, or it began in another browser')
      underWay.delete(ticket)
      const { returnTo, challenge, ...checks } = pending
      const claims = (await oidc.authorizationCodeGrant(config, url, checks)).claims()
      if (!claims) throw new SignInError('the provider sent no ID token')
      return { proved: whatProved(claims), returnTo, ...(challenge === undefined ? {} : { challenge }) }
    },
  }
}

function whatProved({ sub: id, iss: issuer, iat, auth_time: authTime = iat, acr, amr }: oidc.IDToken): Proved {
  const methods = Array.isArray(amr) ? amr.map(String) : []
  return { subject: { id, issuer }, acr: String(acr ?? 'pwd'), amr: methods, at: authTime * 1000 }
}

function pick(params: URLSearchParams, names: readonly string[]): Record<string, string> {
  return Object.fromEntries([...params].filter(([name]) => names.includes(name)))
}

/** A return target comes from the address bar: it never leads to another site. */
function pathOnThisSite(target: string | null, here: URL): string {
  const there = URL.canParse(target ?? '', here.origin) ? new URL(target ?? '', here.origin) : here
  return target !== null && there.origin === here.origin ? there.pathname + there.search : '/statement'
}
