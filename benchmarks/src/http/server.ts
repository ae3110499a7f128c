import '../end-with-parent.ts'
import { newCounts } from '../judged/counts.ts'
import { BROWSER } from '../judged/requests.ts'
import { type Caller, callerNames } from './contestant.ts'
import { listen } from './key-server.ts'
import type { Ask, Ended, Mark } from './messages.ts'
import { type ContestantName, load } from './roster.ts'

// One contestant in a process of its own, so that its CPU is nobody else's.
const counts = newCounts()
const start = await load(process.argv[2] as ContestantName)
const started = await start(counts)
const address = await listen(started.server)

const answers: Readonly<Record<Ask, () => unknown>> = {
  callers: () => started.callers(address),
  mark(): Mark {
    const { user, system } = process.cpuUsage()
    return { cpu: user + system, counts }
  },
  'end-first-caller': endFirstCaller,
}

process.on('message', async (ask: Ask) => process.send?.(await answers[ask]()))
process.send?.(address)

/** Ends the first caller's trust while the load goes on, and looks at the very next request of theirs. */
async function endFirstCaller(): Promise<Ended> {
  const [first, second] = (await started.callers(address)) as [Caller, Caller]
  const { trust } = started
  if (trust === undefined) throw new Error('nobody judges here')
  await trust.revoke({ subject: { id: callerNames[0] as string } }, { reason: 'in the middle of the load' })
  counts.ended = callerNames[0]
  const read = async (caller: Caller): Promise<number> =>
    (await fetch(`${address}/account`, { headers: { 'user-agent': BROWSER['user-agent'], ...caller } })).status
  return { ofEnded: await read(first), ofAnother: await read(second) }
}
