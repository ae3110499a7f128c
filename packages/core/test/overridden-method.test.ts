import { describe, expect, it } from 'vitest'
import { worldOf } from './engine/world.ts'

/** What a route answers whose method a layer after `retrust` made another one. */
async function answer(wire: string, present: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const world = worldOf()
  const alice = await world.login()
  let told = 'continue'
  const { request } = await alice.visit(wire, '/', { headers, open: true })
  const verdict = await request.judge({}, present)
  if (verdict.kind === 'refuse') told = `${verdict.refusal.status} ${verdict.refusal.code}`
  request.closed()
  return told
}

describe('a method that was overridden after admission', () => {
  const fromElsewhere = [
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example.test' },
    { origin: 'null' },
  ]
  for (const headers of fromElsewhere)
    for (const present of ['POST', 'PUT', 'PATCH', 'DELETE', 'delete']) {
      it(`makes a link of another site no ${present} (${JSON.stringify(headers)})`, async () => {
        expect(await answer('GET', present, headers)).toBe('403 cross-site')
      })
    }

  it.each([
    ['GET', 'HEAD', { 'sec-fetch-site': 'cross-site' }],
    ['GET', 'GET', { 'sec-fetch-site': 'cross-site' }],
    ['GET', 'DELETE', { 'sec-fetch-site': 'same-origin' }],
    ['GET', 'DELETE', { 'sec-fetch-site': 'none' }],
    ['GET', 'DELETE', {}],
  ])('goes on for %s as %s with %j', async (wire, present, headers) => {
    expect(await answer(wire, present, headers as Record<string, string>)).toBe('continue')
  })
})
