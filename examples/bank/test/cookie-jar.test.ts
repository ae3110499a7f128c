import { expect, test } from 'vitest'
import { CookieJar } from '../src/client/cookie-jar.ts'

const bank = new URL('http://127.0.0.1:1/confirm/callback')

test('a cookie goes back to its own origin and path only', () => {
  const jar = new CookieJar()
  jar.keep(bank, ['a=1; Path=/', 'b=2; Path=/confirm', 'c=3; Path=/conf'])
  expect(jar.header(bank)).toBe('a=1; b=2')
  expect(jar.header(new URL('http://127.0.0.1:2/confirm'))).toBeUndefined()
})

test('a cookie that is over is gone', () => {
  const jar = new CookieJar()
  jar.keep(bank, ['a=1; Path=/', 'b=2; Path=/'])
  jar.keep(bank, ['a=; Max-Age=0', 'b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'])
  expect(jar.header(bank)).toBeUndefined()
})

test('a thief has a copy, and what the owner gets later is not in it', () => {
  const owner = new CookieJar()
  owner.keep(bank, ['session=old; Path=/', 'session-device=d; Path=/'])
  const thief = CookieJar.stolenFrom(owner, bank.origin, (name) => name === 'session')
  owner.keep(bank, ['session=new; Path=/'])
  expect(thief.header(bank)).toBe('session=old')
})
