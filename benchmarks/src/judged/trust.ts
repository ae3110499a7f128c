import { type CredentialOption, cookieSession, createTrust, memoryStore, type Store, type Trust } from '@retrust/core'
import type { Counts } from './counts.ts'
import { policyOf } from './policy.ts'

/** What differs between engines that are measured. */
export interface JudgedOptions {
  readonly counts: Counts
  readonly credential?: CredentialOption | undefined
  readonly rules?: number | undefined
  /** `false` where requests come over plain http, on loopback. Default true, as in production. */
  readonly secure?: boolean | undefined
  readonly store?: Store | undefined
  readonly checkEvery?: `${number}ms` | undefined
}

/** The action of every measured route. Named, so that admission and route are two judgements and two records. */
export const ACTION = 'account.read'

/** The engine that is measured: a near store, a near signal, ten rules, audit on. */
export function judgedTrust({
  counts,
  credential,
  rules = 10,
  secure = true,
  store = memoryStore(),
  checkEvery,
}: JudgedOptions): Trust {
  return createTrust({
    store,
    credentials: [credential ?? cookieSession({ absolute: '12h', idle: '30m', secure })],
    signals: { deviceHealth: () => 'healthy' },
    actions: { [ACTION]: {} },
    policy: policyOf(rules, counts),
    audit: {
      sink: () => {
        counts.audited += 1
      },
    },
    checkEvery,
  })
}
