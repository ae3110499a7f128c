import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose'
import { onTestFinished } from 'vitest'

export const AUDIENCE = 'https://api.example.test'

/** A signing key of the issuer, and what its key set says of it. */
export interface IssuerKey {
  readonly privateKey: CryptoKey
  readonly publicJwk: JWK
}

/** How the issuer behaves. `hung` never answers. */
export type IssuerMood = 'up' | 'down' | 'hung' | 'other-issuer' | 'plain-http-keys' | 'no-json' | 'endless'

/** A real issuer on loopback: discovery, a key set, and tokens signed with its keys. */
export interface LoopbackIssuer {
  readonly issuer: string
  mood: IssuerMood
  /** What it publishes now. */
  keys: readonly IssuerKey[]
  /** How often each path was asked. */
  readonly asked: Map<string, number>
  /** A token with good claims at that instant, but for what is said. A claim that is undefined is left out. */
  token(at: number, claims?: Readonly<Record<string, unknown>>, how?: TokenOptions): Promise<string>
}

export interface TokenOptions {
  readonly key?: IssuerKey
  readonly header?: Partial<JWTHeaderParameters> & Readonly<Record<string, unknown>>
}

export async function signingKey(kid = 'first', alg = 'ES256'): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } }
}

/** Opens an issuer for this test; it is closed when the test is over. */
export async function loopbackIssuer(): Promise<LoopbackIssuer> {
  const asked = new Map<string, number>()
  const server: Server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.set(path, (asked.get(path) ?? 0) + 1)
    if (opened.mood === 'hung') return
    if (opened.mood === 'down') return void response.writeHead(500).end()
    response.setHeader('content-type', 'application/json')
    if (opened.mood === 'no-json') return void response.end('<html>')
    if (opened.mood === 'endless') return void response.end(' '.repeat(300_000))
    if (path === '/.well-known/openid-configuration') {
      const issuer = opened.mood === 'other-issuer' ? 'https://else.example.test' : opened.issuer
      const jwks_uri = opened.mood === 'plain-http-keys' ? 'http://keys.example.test/jwks' : `${opened.issuer}/jwks`
      return void response.end(JSON.stringify({ issuer, jwks_uri }))
    }
    if (path === '/jwks') return void response.end(JSON.stringify({ keys: opened.keys.map((one) => one.publicJwk) }))
    return void response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const opened: LoopbackIssuer = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mood: 'up',
    keys: [await signingKey()],
    asked,
    token(at, claims = {}, { key = opened.keys[0] as IssuerKey, header = {} } = {}) {
      const seconds = Math.floor(at / 1000)
      const payload = {
        iss: opened.issuer,
        aud: AUDIENCE,
        sub: 'alice',
        client_id: 'app',
        jti: `jti-${seconds}`,
        iat: seconds,
        exp: seconds + 3_600,
        auth_time: seconds,
        acr: 'pwd',
        scope: 'read write',
        ...claims,
      }
      const protectedHeader = {
        alg: key.publicJwk.alg as string,
        typ: 'at+jwt',
        kid: key.publicJwk.kid as string,
        ...header,
      }
      return new SignJWT(payload).setProtectedHeader(protectedHeader).sign(key.privateKey)
    },
  }
  return opened
}
