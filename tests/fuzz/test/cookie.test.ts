import { cookieSession, createTrust, memoryStore, presets } from '@retrust/core'
import { signIn } from '@retrust/core/testing'
import { beforeAll, expect, test } from 'vitest'
import { cookieValues } from '../../../packages/core/src/credentials/cookie-header.ts'
import { edited, fuzz, fuzzAsync } from './fuzz.ts'
import { judged } from './request.ts'

const NAME = '__Host-session'
const trust = createTrust({ store: memoryStore(), credentials: [cookieSession()], policy: presets.balanced() })
const faults: unknown[] = []
trust.on('fault', (fault) => void faults.push(fault))
let alice = ''
let line = ''

beforeAll(async () => {
  line = (await signIn(trust, { subject: { id: 'alice' } })).cookie
  alice = /__Host-session=([^;]+)/.exec(line)?.[1] as string
})

/** The grammar in the slow and obvious way. */
const pairs = (header: string): string[] => header.split(';').map((one) => one.replace(/^[ \t]+|[ \t]+$/g, ''))

test('a cookie header opens a session only with a pair that is byte for byte the cookie', async () => {
  const bob = `${NAME}=${'b'.repeat(22)}.${'B'.repeat(43)}`
  const seeds = [line, `${NAME}=${alice}`, `a=1; ${NAME}=${alice}; b=2`, `${bob}; ${line}`, `${line}; ${line}`, bob]
  let opened = 0
  await fuzzAsync(
    edited(seeds, [`${NAME}=`, `${NAME}=${alice}`, alice, alice.slice(0, 22), '; ', bob]),
    1_500,
    async (cookie) => {
      const { view, refusal } = await judged(trust, { rawHeaders: ['cookie', cookie] })
      expect(refusal?.status ?? 200).toBeLessThan(500)
      if (view.subject === undefined) return
      opened += 1
      expect(view.subject.id).toBe('alice')
      expect(pairs(cookie)).toContain(`${NAME}=${alice}`)
    },
  )
  expect(opened).toBeGreaterThan(0)
  expect(faults).toEqual([])
})

test('a cookie is found in several lines of the header as in one', () => {
  fuzz(edited([line, `x=1; ${NAME}=1;${NAME}=2`, `${NAME}=; =${NAME}`], [NAME, `${NAME}=`]), 1_500, (header) => {
    const values = cookieValues(header, NAME)
    const plainly = pairs(header).filter((pair) => pair.startsWith(`${NAME}=`))
    expect(values.map((value) => `${NAME}=${value}`)).toEqual(plainly)
  })
})
