import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Rule } from '@retrust/core'
import { describe, expect, inject, test } from 'vitest'
import { bundle } from './bundle.ts'

type Rules = Record<string, (options: object) => Rule>

const outsider = inject('outsider')
const rules = (await import(createRequire(join(outsider, 'package.json')).resolve('@retrust/core/rules'))) as Rules

/** What rules cannot do without. */
const required: Readonly<Record<string, object>> = {
  riskScore: { atLeast: 70 },
  tokenAge: { atLeast: '12h' },
  workingHours: { zone: 'Europe/Berlin', days: 'Mon-Fri', from: '07:00', to: '19:00' },
}
const names = Object.keys(rules).sort()
const optionsOf = (name: string): object => required[name] ?? {}

/** Texts of a rule that no minifier changes. Each may be said elsewhere too; both together are the rule's own code. */
const saysItself = (name: string, code: string): boolean => {
  const rule = rules[name]?.(optionsOf(name)) as Rule
  const refusal = rule.propose({ band: 1 }, true)?.code as string
  return [rule.name, refusal].every((text) => ["'", '"', '`'].some((quote) => code.includes(quote + text + quote)))
}

const serverWith = (policy: string): string => `
import { cookieSession, createTrust, memoryStore, presets } from '@retrust/core'
import * as rules from '@retrust/core/rules'
export const trust = createTrust({
  store: memoryStore(),
  credentials: [cookieSession()],
  pages: { login: '/login', logout: '/logout', stepUp: '/confirm' },
  policy: ${policy},
})
`
const use = (name: string): string => `rules.${name}(${JSON.stringify(optionsOf(name))})`

// jose's errors call themselves so, each with a name of its own behind it.
const JOSE = /ERR_JW[STKE]_/

/** The rules whose code a bundled server carries. */
async function carried(policy: string): Promise<readonly string[]> {
  const code = await bundle(outsider, serverWith(policy))
  expect(code.length).toBeGreaterThan(50_000)
  return names.filter((name) => saysItself(name, code))
}

describe('a bundled server', () => {
  test('that uses two rules carries these two', async () => {
    expect(await carried(`[${use('riskScore')}, ${use('workingHours')}]`)).toEqual(['riskScore', 'workingHours'])
  })

  test.each(names)('that uses %s alone carries no other', async (name) => {
    expect(await carried(`[${use(name)}]`)).toEqual([name])
  })

  test('without rules and presets carries none', async () => {
    expect(await carried('[() => undefined]')).toEqual([])
  })

  test('with a preset carries the rules of that preset', async () => {
    expect(await carried('presets.balanced()')).toEqual(names.filter((name) => name !== 'workingHours'))
  })

  test('carries jose where access tokens are verified, and only there', async () => {
    expect(await bundle(outsider, serverWith('[]'))).not.toMatch(JOSE)
    const options = `{ issuer: 'https://op.example.com', audience: 'api' }`
    const withTokens = serverWith('[]')
      .replace('cookieSession()', `accessToken(${options})`)
      .replace('{ cookieSession', '{ accessToken')
    expect(await bundle(outsider, withTokens)).toMatch(JOSE)
  })
})
