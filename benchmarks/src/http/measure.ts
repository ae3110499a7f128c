import { startChild } from '../child.ts'
import type { Scale } from '../part.ts'
import { assertChangeActs } from './change-in-the-middle.ts'
import { type ContestantName, isJudged, NAMES, QUICK_NAMES } from './roster.ts'
import { type Running, type Slice, slice } from './slice.ts'

const SIZES: Readonly<Record<Scale, { readonly rounds: number; readonly amount: number; readonly warmUp: number }>> = {
  full: { rounds: 13, amount: 2_000, warmUp: 3_000 },
  quick: { rounds: 3, amount: 600, warmUp: 800 },
}

// The whole benchmark stays below ten minutes: on a slow machine there are fewer rounds.
const MOST_MS = 150_000
const LEAST_ROUNDS = 3

/** Every contestant in every round, in turns. */
export async function measureHttp(
  scale: Scale,
  say: (progress: string) => void,
): Promise<ReadonlyMap<ContestantName, readonly Slice[]>> {
  const { rounds, amount, warmUp } = SIZES[scale]
  const names = scale === 'full' ? NAMES : QUICK_NAMES
  const running: Running[] = []
  const loader = await startChild('http-load')
  try {
    say(`http: ${names.length} servers`)
    // Two at a time: starting them is half of a short run.
    for (let i = 0; i < names.length; i += 2) running.push(...(await Promise.all(names.slice(i, i + 2).map(start))))
    for (const one of running) await slice(one, loader, warmUp)
    const slices = new Map(names.map((name) => [name, [] as Slice[]]))
    const until = Date.now() + MOST_MS
    for (let round = 0; round < rounds && (round < LEAST_ROUNDS || Date.now() < until); round++) {
      say(`http: round ${round + 1} of ${rounds}`)
      for (const one of turned(running, round)) slices.get(one.name)?.push(await slice(one, loader, amount))
    }
    for (const one of running) if (isJudged(one.name)) await assertChangeActs(one, loader, amount)
    return slices
  } finally {
    for (const { child } of running) child.end()
    loader.end()
  }
}

async function start(name: ContestantName): Promise<Running> {
  const child = await startChild('http-server', [name])
  return { name, child, address: String(child.ready) }
}

/** Another one begins each round, and every second round goes backwards. */
function turned(running: readonly Running[], round: number): readonly Running[] {
  const order = running.map((_, i) => running[(i + 5 * round) % running.length] as Running)
  return round % 2 === 0 ? order : order.reverse()
}
