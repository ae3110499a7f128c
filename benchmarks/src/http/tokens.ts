import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose'

export const ISSUER = 'https://idp.example.test'
export const AUDIENCE = 'https://api.example.test'
export const HMAC_SECRET = 'a secret for measurements that is long enough'

const { privateKey, publicKey } = await generateKeyPair('ES256')

/** What the issuer publishes. */
export const jwks: JSONWebKeySet = {
  keys: [{ ...(await exportJWK(publicKey)), kid: 'first', alg: 'ES256', use: 'sig' }],
}

/** An access token (RFC 9068) of an hour. `jkt` binds it to a key. */
export function es256Token(sub: string, jkt?: string): Promise<string> {
  return signed('at+jwt', sub, jkt === undefined ? {} : { cnf: { jkt } })
}

/** The same token under the type that Hono's middleware asks for. */
export const plainEs256Token = (sub: string): Promise<string> => signed('JWT', sub, {})

function signed(typ: string, sub: string, more: object): Promise<string> {
  return unsigned(sub, more).setProtectedHeader({ alg: 'ES256', typ, kid: 'first' }).sign(privateKey)
}

/** The same claims under a shared secret. */
export function hs256Token(sub: string): Promise<string> {
  const secret = new TextEncoder().encode(HMAC_SECRET)
  return unsigned(sub, {}).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(secret)
}

function unsigned(sub: string, more: object): SignJWT {
  const now = Math.floor(Date.now() / 1000)
  const times = { iat: now, exp: now + 3600, auth_time: now }
  const claims = { iss: ISSUER, aud: AUDIENCE, sub, client_id: 'app', jti: `jti-${sub}`, acr: 'pwd', scope: 'read' }
  return new SignJWT({ ...claims, ...times, ...more })
}
