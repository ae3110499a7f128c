import { generateKeyPairSync, sign, verify } from 'node:crypto'
import type { Case } from './measure-in-turns.ts'

/** The yardstick: one synchronous ES256 verification with the key at hand, the least that any signed credential costs. */
export function rawVerify(): Case {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const data = Buffer.from('x'.repeat(400))
  const form = { dsaEncoding: 'ieee-p1363' } as const
  const signature = sign('sha256', data, { key: privateKey, ...form })
  const key = { key: publicKey, ...form }
  return {
    name: 'one raw synchronous ES256 verify',
    run(times) {
      for (let i = 0; i < times; i++) if (!verify('sha256', data, key, signature)) throw new Error('not verified')
    },
  }
}
