import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose'

export const ISSUER = 'https://idp.example.test'
export const AUDIENCE = 'https://api.example.test'

const LIFE_SECONDS = 300
const { privateKey, publicKey } = await generateKeyPair('ES256')

/** What the issuer publishes. */
export const jwks: JSONWebKeySet = {
  keys: [{ ...(await exportJWK(publicKey)), kid: 'first', alg: 'ES256', use: 'sig' }],
}

/** A real token, and when it was issued. It lives for five minutes. */
export interface SignedToken {
  readonly text: string
  readonly issuedAt: number
}

let minted = 0

/** A token of a login at that instant. */
export async function mintToken(at: number): Promise<SignedToken> {
  const seconds = Math.floor(at / 1000)
  minted += 1
  const claims = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'carol',
    client_id: 'app',
    jti: `jti-${minted}`,
    iat: seconds,
    exp: seconds + LIFE_SECONDS,
    auth_time: seconds,
    acr: 'pwd',
    sid: 'carol at home',
  }
  const token = new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'first' })
  return { text: await token.sign(privateKey), issuedAt: seconds * 1000 }
}
