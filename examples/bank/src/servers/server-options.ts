import type { Trust } from '@retrust/core'
import type { Bank } from '../bank.ts'
import type { CodeFlow } from '../code-flow.ts'

/** What each of the three servers is given; nothing in it knows which one it is. */
export interface ServerOptions {
  readonly trust: Trust
  readonly bank: Bank
  readonly signIn: CodeFlow
  readonly port?: number
}
