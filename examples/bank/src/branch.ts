import type { AuditRecord, Trust } from '@retrust/core'
import { type Bank, openBank } from './bank.ts'
import { type BranchHours, branchHours } from './branch-hours.ts'
import { type BreakableStore, breakableStore } from './breakable-store.ts'
import type { CodeFlow } from './code-flow.ts'
import type { RunningServer } from './listen.ts'
import type { ServerOptions } from './servers/server-options.ts'
import type { StoryClock } from './story-clock.ts'
import { bankTrust } from './trust.ts'

/** What a branch of the bank needs from outside: the provider, the bank's client of it, and one of the three servers. */
export interface House {
  readonly clock: StoryClock
  readonly issuer: string
  readonly signIn: CodeFlow
  readonly start: (options: ServerOptions) => Promise<RunningServer>
}

/** A bank that is open for business, with an engine and a store of its own. */
export interface Branch extends RunningServer {
  readonly bank: Bank
  readonly clock: StoryClock
  readonly hours: BranchHours
  readonly issuer: string
  readonly store: BreakableStore
  readonly trust: Trust
  at(path: string): URL
}

export async function openBranch(house: House, record: (record: AuditRecord) => void): Promise<Branch> {
  const { clock, issuer, signIn, start } = house
  const store = breakableStore()
  const hours = branchHours(clock.now())
  const trust = bankTrust({ store, clock, hours, issuer, record })
  const bank = openBank(['alice', 'bruno', 'ci-pipeline'])
  const server = await start({ trust, bank, signIn })
  return {
    bank,
    clock,
    hours,
    issuer,
    store,
    trust,
    origin: server.origin,
    at: (path) => new URL(path, server.origin),
    close: async () => {
      await server.close()
      await trust.close()
    },
  }
}
