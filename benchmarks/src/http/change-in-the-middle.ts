import { setTimeout } from 'node:timers/promises'
import type { Child } from '../child.ts'
import { BrokenPromiseError, hold } from '../part.ts'
import type { Caller } from './contestant.ts'
import type { Ended, Load, Loaded, Mark } from './messages.ts'
import { CONNECTIONS, type Running } from './slice.ts'

/** A revocation while the load goes on acts on the very next request of its subject, and on nobody else's. */
export async function assertChangeActs(
  { name, address, child }: Running,
  loader: Child,
  amount: number,
): Promise<void> {
  const callers = await child.ask<readonly Caller[]>('callers')
  const before = await child.ask<Mark>('mark')
  const load: Load = { address, callers, amount, connections: CONNECTIONS }
  const loaded = loader.ask<Loaded>(load)
  await setTimeout(40)
  const { ofEnded, ofAnother } = await child.ask<Ended>('end-first-caller')
  const { ok, refused } = await loaded
  const { counts } = await child.ask<Mark>('mark')
  hold(`${name}: the next request of whose trust was ended`, ofEnded, 401)
  hold(`${name}: the next request of somebody else`, ofAnother, 200)
  hold(`${name}: handlers that ran for them after`, counts.handledForEnded, 0)
  hold(`${name}: answers`, ok + refused, amount)
  // One more, of somebody else, was sent by the server itself.
  hold(`${name}: handlers that ran`, counts.handled - before.counts.handled, ok + 1)
  hold(`${name}: judgements`, counts.judged - before.counts.judged, 2 * (ok + 1))
  if (ok === 0 || refused === 0)
    throw new BrokenPromiseError(`${name}: the change was not in the middle: ${ok} let through, ${refused} refused`)
}
