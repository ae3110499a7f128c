/** Something that can be done many times in a row. */
export interface Case {
  readonly name: string
  /** Does it so many times; a promise where work is left for later turns, which counts as well. */
  run(times: number): unknown
}

/**
 * Microseconds an operation, of every case in every round. Cases take turns, so that a machine which slows down slows all
 * of them; benchmark libraries run one case to its end before the next.
 */
export async function measureInTurns(
  cases: readonly Case[],
  { rounds, sliceMs, warmUpMs }: { readonly rounds: number; readonly sliceMs: number; readonly warmUpMs: number },
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number>()
  for (const one of cases) times.set(one.name, await fitting(one, sliceMs, warmUpMs))
  const figures = new Map(cases.map((one) => [one.name, [] as number[]]))
  for (let round = 0; round < rounds; round++) {
    // Another one begins each round, and every second round goes backwards: nobody always runs after the same neighbour.
    const turned = cases.map((_, i) => cases[(i + round) % cases.length] as Case)
    for (const one of round % 2 === 0 ? turned : turned.reverse()) {
      const count = times.get(one.name) as number
      figures.get(one.name)?.push((await timed(one, count)) / count)
    }
  }
  return figures
}

/** How often a case is done in a slice. Found while it warms up, since the first times are spent on compiling it. */
async function fitting(one: Case, sliceMs: number, warmUpMs: number): Promise<number> {
  const until = performance.now() + warmUpMs
  let times = 1
  let took = await timed(one, times)
  while (performance.now() < until || took < sliceMs * 500) {
    times = Math.max(1, Math.min(10 * times, Math.ceil((times * sliceMs * 1000) / took)))
    took = await timed(one, times)
  }
  return Math.max(1, Math.round((times * sliceMs * 1000) / took))
}

/** In microseconds. */
async function timed(one: Case, times: number): Promise<number> {
  const startedAt = performance.now()
  const later = one.run(times)
  if (later instanceof Promise) await later
  return (performance.now() - startedAt) * 1000
}
