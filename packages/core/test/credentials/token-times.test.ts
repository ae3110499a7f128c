import { describe, expect, it } from 'vitest'
import { ask, bearing, tokenEngine } from './ask.ts'

const HOUR = 3_600

/** A token that the signer would not make by itself: its payload is written as text. */
async function withTimes(times: string) {
  const engine = await tokenEngine()
  const { trust, clock, issuer } = engine
  const { CompactSign } = await import('jose')
  const [key] = issuer.keys as [(typeof issuer.keys)[number]]
  const claims = `{"iss":"${issuer.issuer}","aud":"https://api.example.test","sub":"alice","client_id":"app","jti":"1",${times}}`
  const token = await new CompactSign(new TextEncoder().encode(claims))
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'first' })
    .sign(key.privateKey)
  return { answer: await ask(trust, bearing(token)), now: clock.now() / 1000 }
}
const NOW = Date.parse('2026-03-02T09:00:00Z') / 1000

describe('times of a token (C15)', () => {
  it.each<[string, number, number]>([
    ['1 second ahead', 1, 200],
    ['5 seconds ahead, the leeway', 5, 200],
    ['30 seconds ago', -30, 200],
    ['400 seconds ago', -400, 200],
  ])('iat and auth_time %s are honest', async (_, offset, status) => {
    const { answer } = await withTimes(`"iat":${NOW + offset},"auth_time":${NOW + offset},"exp":${NOW + HOUR}`)
    expect(answer.status).toBe(status)
  })

  it.each([
    ['iat', `"iat":${NOW + 8},"exp":${NOW + HOUR}`],
    ['iat', `"iat":${NOW + 120},"exp":${NOW + HOUR}`],
    ['iat', `"iat":${NOW + HOUR},"exp":${NOW + 2 * HOUR}`],
    ['auth_time', `"iat":${NOW},"auth_time":${NOW + 6},"exp":${NOW + HOUR}`],
    ['auth_time', `"iat":${NOW},"auth_time":1e300,"exp":${NOW + HOUR}`],
  ])('%s from the future is refused, and told to be a clock’s fault', async (_, times) => {
    expect((await withTimes(times)).answer).toMatchObject({ status: 401, code: 'credential.clock' })
  })

  it.each([
    `"iat":"${NOW}","exp":${NOW + HOUR}`,
    `"iat":1e400,"exp":${NOW + HOUR}`,
    `"iat":-5,"exp":${NOW + HOUR}`,
    `"iat":0,"exp":${NOW + HOUR}`,
    `"iat":null,"exp":${NOW + HOUR}`,
    `"iat":${NOW},"exp":1e400`,
    `"iat":${NOW},"exp":"${NOW + HOUR}"`,
    `"iat":${NOW},"auth_time":"${NOW}","exp":${NOW + HOUR}`,
    `"iat":${NOW},"auth_time":-5,"exp":${NOW + HOUR}`,
    `"iat":${NOW},"auth_time":1e400,"exp":${NOW + HOUR}`,
    `"iat":${NOW},"auth_time":null,"exp":${NOW + HOUR}`,
    `"iat":${NOW},"auth_time":[${NOW}],"exp":${NOW + HOUR}`,
  ])('what is no instant is refused: %s', async (times) => {
    expect((await withTimes(times)).answer).toMatchObject({ status: 401, code: 'credential.invalid' })
  })

  it.each([
    [-4, 200, undefined],
    [-5, 401, 'session.expired'],
    [-400, 401, 'session.expired'],
  ])('exp %d seconds from now, with a leeway of 5: %d', async (offset, status, code) => {
    const { answer } = await withTimes(`"iat":${NOW - HOUR},"auth_time":${NOW - HOUR},"exp":${NOW + offset}`)
    expect(answer).toMatchObject({ status, code })
  })

  it.each([
    ['auth_time', `"iat":${NOW},"auth_time":${NOW - 24 * HOUR},"exp":${NOW + HOUR}`],
    ['iat where there is no auth_time', `"iat":${NOW - 24 * HOUR},"exp":${NOW + HOUR}`],
  ])('a login is over `maxLife` after its %s, however long the token lasts', async (_, times) => {
    expect((await withTimes(times)).answer).toMatchObject({ status: 401, code: 'credential.too-old' })
  })

  it('no token lives past `maxLife` by being recognised', async () => {
    const { trust, clock, issuer } = await tokenEngine({ maxLife: '1h' })
    const token = await issuer.token(clock.now(), { exp: NOW + 48 * HOUR, sid: 'login' })
    expect((await ask(trust, bearing(token))).status).toBe(200)
    clock.advance(HOUR * 1000)
    for (let i = 0; i < 3; i++) {
      expect(await ask(trust, bearing(token))).toMatchObject({ status: 401 })
      clock.advance(10_000)
    }
  })
})
