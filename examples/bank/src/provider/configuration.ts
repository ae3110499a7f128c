import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import type { Configuration, interactionPolicy, KoaContextWithOIDC } from 'oidc-provider'
import { findPerson } from './people.ts'

/** The bank's API, as a resource indicator (RFC 8707): access tokens for it are JWTs. */
export const bankApi = 'https://bank.example/api'

export const bankClient = { id: 'bank', secret: randomUUID() }
export const phoneClient = { id: 'bank-phone' }
export const pipelineClient = { id: 'ci-pipeline', secret: randomUUID() }

/** RFC 9470: a provider that is asked for an acr which the running login does not have must ask the person. */
function policyThatHonoursAcrValues({ base, Check }: typeof interactionPolicy) {
  const policy = base()
  // No consent page: the bank and its provider belong together.
  policy.remove('consent')
  policy.get('login')?.checks.add(
    new Check('acr_values', 'the requested acr is not reached yet', (ctx) => {
      const wanted = ctx.oidc.params?.acr_values
      if (typeof wanted !== 'string' || ctx.oidc.result?.login) return Check.NO_NEED_TO_PROMPT
      return wanted.split(' ').includes(ctx.oidc.acr ?? '') ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT
    }),
  )
  return policy
}

/** What was proved at login travels in each access token, also in a refreshed one. */
function whatWasProved(ctx: KoaContextWithOIDC) {
  const login = ctx.oidc.entities.AuthorizationCode ?? ctx.oidc.entities.RefreshToken
  if (!login) return undefined
  const { acr, amr, authTime: auth_time, sessionUid: sid } = login
  // Not every provider puts a session id into access tokens. The person's choice of scope stands for that here.
  return login.scopes.has('without_sid') ? { acr, amr, auth_time } : { acr, amr, auth_time, sid }
}

export function configuration(policies: typeof interactionPolicy): Configuration {
  const signingKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  const onlyKeyWeHave = { id_token_signed_response_alg: 'ES256' } as const
  // RFC 8252: a native client's loopback redirect may use any port, so the bank need not know its own beforehand.
  const onLoopback = { application_type: 'native', ...onlyKeyWeHave } as const
  return {
    jwks: { keys: [{ ...signingKey, alg: 'ES256', use: 'sig' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clients: [
      {
        client_id: bankClient.id,
        client_secret: bankClient.secret,
        redirect_uris: ['http://127.0.0.1/callback', 'http://127.0.0.1/confirm/callback'],
        ...onLoopback,
      },
      {
        client_id: phoneClient.id,
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://127.0.0.1/phone'],
        grant_types: ['authorization_code', 'refresh_token'],
        ...onLoopback,
      },
      {
        client_id: pipelineClient.id,
        client_secret: pipelineClient.secret,
        redirect_uris: [],
        response_types: [],
        grant_types: ['client_credentials'],
        ...onlyKeyWeHave,
      },
    ],
    acrValues: ['pwd', 'mfa'],
    scopes: ['openid', 'without_sid'],
    claims: { openid: ['sub', 'acr', 'amr', 'auth_time'] },
    findAccount: (_ctx, id) => findPerson(id) && { accountId: id, claims: () => ({ sub: id }) },
    interactions: { policy: policyThatHonoursAcrValues(policies), url: (_ctx, { uid }) => `/login/${uid}` },
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        accountId: ctx.oidc.session?.accountId ?? '',
        clientId: ctx.oidc.client?.clientId ?? '',
      })
      grant.addOIDCScope('openid without_sid')
      grant.addResourceScope(bankApi, 'bank')
      await grant.save()
      return grant
    },
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    extraTokenClaims: (ctx) => whatWasProved(ctx),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      claimsParameter: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => bankApi,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'bank',
          audience: bankApi,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 3600,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    ttl: {
      AccessToken: 3600,
      ClientCredentials: 3600,
      Grant: 86_400,
      IdToken: 3600,
      Interaction: 600,
      RefreshToken: 86_400,
      Session: 86_400,
    },
  }
}
