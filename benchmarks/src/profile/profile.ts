import { type HeapProfiler, type Profiler, Session } from 'node:inspector/promises'
import { wholeCheck } from '../micro/whole-check.ts'
import type { Scale, Table } from '../part.ts'
import { short } from '../report/cells.ts'

const REQUESTS: Readonly<Record<Scale, number>> = { full: 200_000, quick: 30_000 }
const SHOWN = 30

/** Where the time and the garbage of a whole check come from: functions by their own share. */
export async function profile(scale: Scale): Promise<readonly Table[]> {
  const check = await wholeCheck('profiled')
  const requests = REQUESTS[scale]
  await check.run(requests / 10)
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.start')
  await check.run(requests)
  const time = (await session.post('Profiler.stop')).profile
  // What was collected in the meantime is garbage, and that is what is looked for.
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: 4_096,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  } as HeapProfiler.StartSamplingParameterType)
  await check.run(requests)
  const bytes = (await session.post('HeapProfiler.stopSampling')).profile
  session.disconnect()
  check.assertCounted()
  return [
    shares('Own time', 'µs a request', selfTimes(time), requests),
    shares('Allocated', 'bytes a request', allocations(bytes.head), requests),
  ]
}

type Frame = Profiler.ProfileNode['callFrame']

/** The function and where it is: `decide core/dist/index.js:671`. */
function nameOf({ functionName, url, lineNumber }: Frame): string {
  const name = functionName || '(anonymous)'
  return url === '' ? name : `${name} ${url.split('/').slice(-3).join('/')}:${lineNumber + 1}`
}

/** Microseconds by function. */
function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const names = new Map(nodes.map((node) => [node.id, nameOf(node.callFrame)]))
  const times = new Map<string, number>()
  for (const [i, id] of samples.entries()) add(times, names.get(id) as string, timeDeltas[i] ?? 0)
  return times
}

/** Bytes by function. */
function allocations(head: HeapProfiler.SamplingHeapProfileNode): Map<string, number> {
  const bytes = new Map<string, number>()
  const waiting = [head]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    add(bytes, nameOf(node.callFrame), node.selfSize)
    waiting.push(...node.children)
  }
  return bytes
}

function add(sums: Map<string, number>, name: string, more: number): void {
  sums.set(name, (sums.get(name) ?? 0) + more)
}

function shares(title: string, column: string, sums: ReadonlyMap<string, number>, requests: number): Table {
  const whole = [...sums.values()].reduce((sum, one) => sum + one, 0)
  const most = [...sums].sort(([, a], [, b]) => b - a).slice(0, SHOWN)
  const lines = most.map(([name, sum]) => ({
    name,
    cells: [short(sum / requests), `${((100 * sum) / whole).toFixed(1)} %`],
  }))
  return { title: `${title}, ${short(whole / requests)} ${column}`, columns: [column, 'share'], lines }
}
