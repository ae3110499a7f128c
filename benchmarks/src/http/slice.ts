import type { Child } from '../child.ts'
import { hold } from '../part.ts'
import type { Caller } from './contestant.ts'
import type { Load, Loaded, Mark } from './messages.ts'
import { type ContestantName, isJudged } from './roster.ts'

/** A server that runs. */
export interface Running {
  readonly name: ContestantName
  readonly address: string
  readonly child: Child
}

/** What one slice of load cost. */
export interface Slice {
  /** Microseconds of the server's own CPU a request. */
  readonly cpu: number
  readonly perSecond: number
}

export const CONNECTIONS = 16

/** Sends so many requests, and holds the server to having answered, judged and recorded each of them. */
export async function slice({ name, address, child }: Running, loader: Child, amount: number): Promise<Slice> {
  const callers = await child.ask<readonly Caller[]>('callers')
  const before = await child.ask<Mark>('mark')
  const load: Load = { address, callers, amount, connections: CONNECTIONS }
  const { seconds, ok } = await loader.ask<Loaded>(load)
  const after = await child.ask<Mark>('mark')
  hold(`${name}: answers with 200 of ${amount}`, ok, amount)
  hold(`${name}: handlers that ran for ${amount} requests`, after.counts.handled - before.counts.handled, amount)
  const each = isJudged(name) ? 2 : 0
  hold(`${name}: judgements of ${amount} requests`, after.counts.judged - before.counts.judged, each * amount)
  hold(`${name}: audit records of ${amount} requests`, after.counts.audited - before.counts.audited, each * amount)
  return { cpu: (after.cpu - before.cpu) / amount, perSecond: amount / seconds }
}
