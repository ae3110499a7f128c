import { type AccessTokenOptions, accessToken, type CredentialOption } from '@retrust/core'

/** An issuer without a network: its key set is given to the engine, and its claims are written as text. */
export interface TestIssuer {
  credential(options?: Partial<AccessTokenOptions>): CredentialOption
  /** A token with these times, which no JSON library need be able to write (`1e400`). */
  token(times: Readonly<Record<string, string>>): Promise<string>
}

const ISSUER = 'https://login.example.test'
const AUDIENCE = 'https://api.example.test'
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

export async function testIssuer(): Promise<TestIssuer> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const { kty = '', crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  const jwks = { keys: [{ kty, crv, x, y, alg: 'ES256', use: 'sig', kid: 'first' }] } as AccessTokenOptions['jwks']
  let made = 0
  return {
    credential: (options = {}) => accessToken({ issuer: ISSUER, audience: AUDIENCE, jwks, ...options }),
    async token(times) {
      const names = { iss: ISSUER, aud: AUDIENCE, sub: 'alice', client_id: 'app', jti: `jti-${++made}`, acr: 'pwd' }
      const claims = [
        ...Object.entries(names).map(([name, value]) => [name, JSON.stringify(value)] as const),
        ...Object.entries(times),
      ]
      const payload = `{${claims.map(([name, value]) => `"${name}":${value}`).join(',')}}`
      const signed = `${base64url('{"alg":"ES256","typ":"at+jwt","kid":"first"}')}.${base64url(payload)}`
      const signature = await crypto.subtle.sign(ALGORITHM, privateKey, new TextEncoder().encode(signed))
      return `${signed}.${base64url(new Uint8Array(signature))}`
    },
  }
}

const base64url = (bytes: string | Uint8Array): string =>
  btoa(String.fromCharCode(...(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
