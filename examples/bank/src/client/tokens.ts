import * as oidc from 'openid-client'
import { bankApi, phoneClient, pipelineClient } from '../provider/configuration.ts'
import { Browser, type Device } from './browser.ts'
import { type Strength, signIn } from './sign-in.ts'

export interface Tokens {
  readonly access: string
  readonly refresh: string
}

const overHttp = { execute: [oidc.allowInsecureRequests] }
const asTokens = (answer: oidc.TokenEndpointResponse): Tokens => ({
  access: answer.access_token,
  refresh: answer.refresh_token ?? '',
})

/** The bank's phone app: a public client that logs a person in through the phone's browser and keeps tokens. */
export async function phoneApp(issuer: string) {
  const metadata = { id_token_signed_response_alg: 'ES256' }
  const config = await oidc.discovery(new URL(issuer), phoneClient.id, metadata, oidc.None(), overHttp)
  // Nobody listens here: as on a phone, the app takes the answer out of the address it is sent to.
  const redirectUri = 'http://127.0.0.1:1/phone'

  return {
    async signIn(device: Device, who: string, strength: Strength, scope = 'openid bank'): Promise<Tokens> {
      const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
      const expectedState = oidc.randomState()
      const page = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope,
        resource: bankApi,
        state: expectedState,
        code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      })
      const browser = new Browser(device, undefined, (url) => url.href.startsWith(redirectUri))
      const end = await signIn(browser, page, who, strength)
      return asTokens(await oidc.authorizationCodeGrant(config, end.url, { pkceCodeVerifier, expectedState }))
    },
    async refresh({ refresh }: Tokens): Promise<Tokens> {
      return asTokens(await oidc.refreshTokenGrant(config, refresh, { resource: bankApi }))
    },
  }
}

/** A program's own token, by client credentials. */
export async function pipelineToken(issuer: string): Promise<string> {
  const { id, secret } = pipelineClient
  const config = await oidc.discovery(new URL(issuer), id, secret, undefined, overHttp)
  return (await oidc.clientCredentialsGrant(config, { resource: bankApi, scope: 'bank' })).access_token
}
