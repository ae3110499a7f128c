import {
  type AuditRecord,
  accessToken,
  cookieSession,
  createTrust,
  presets,
  type Store,
  type Trust,
} from '@retrust/core'
import * as rules from '@retrust/core/rules'
import type { Transfer } from './bank.ts'
import type { BranchHours } from './branch-hours.ts'
import { findPlace } from './places.ts'
import { bankApi } from './provider/configuration.ts'
import type { StoryClock } from './story-clock.ts'

/** All requests of this demo come through a "proxy" on loopback, which says where they are from. */
export const trustedProxies: string[] = ['127.0.0.1/32', '::1/128']

export interface BankTrust {
  readonly store: Store
  readonly clock: StoryClock
  readonly hours: BranchHours
  readonly issuer: string
  readonly record: (record: AuditRecord) => void
}

/** The one place where this bank says whom it trusts, how far, and why. */
export function bankTrust({ store, clock, hours, issuer, record }: BankTrust): Trust {
  return createTrust({
    store,
    clock,
    credentials: [
      cookieSession({ absolute: '12h', idle: '30m', secure: false }), // Plain http, since it never leaves loopback.
      accessToken({ issuer, audience: bankApi }),
    ],
    actions: {
      'payee.add': { sensitive: true },
      transfer: { sensitive: true },
      export: { sensitive: true, access: 'read' },
      search: { match: 'POST /search', access: 'read' },
    },
    signals: { place: ({ facts }) => findPlace(facts.peer.address) },
    policy: [
      ...presets.balanced({ riskScore: { atLeast: 80 } }),
      rules.riskScore({ atLeast: 100, decide: 'terminate' }),
      rules.workingHours({ ...hours, decide: 'downgrade' }),
    ],
    pages: { login: '/login', logout: '/logout', stepUp: '/confirm' },
    trustedProxies,
    outage: { lastKnown: '30s' },
    audit: { sink: record },
  })
}

export const payeeDemand = { acr: 'mfa', maxAge: '5m', action: 'payee.add' } as const

/** A big transfer is proved for exactly this payee and amount, and once. */
export const transferDemand = ({ to, cents }: Transfer) =>
  ({ acr: 'mfa', maxAge: '5m', action: 'transfer', object: `${to}:${cents}` }) as const
