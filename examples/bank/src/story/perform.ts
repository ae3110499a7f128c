import type { House } from '../branch.ts'
import { agrees, asExpected, inWords, type Row, type Seen } from './row.ts'
import type { Scene } from './scene.ts'
import { Stage } from './stage.ts'

/** One line of the table: a step of the story, as it came out in each framework. */
export interface Told {
  readonly who: string
  readonly does: string
  readonly changed: string
  readonly seen: ReadonlyMap<string, Seen>
  /** What differs from the story, or between the frameworks; empty when all is well. */
  readonly faults: readonly string[]
}

export interface PlayedScene {
  readonly title: string
  readonly lines: readonly Told[]
  /** Why the scene could not be played to its end, where it could not. */
  readonly faults: readonly string[]
}

/** Plays one scene in each framework, in a bank opened for it. */
export async function perform(scene: Scene, houses: ReadonlyMap<string, House>): Promise<PlayedScene> {
  const faults: string[] = []
  const played = new Map<string, readonly Row[]>()
  for (const [framework, house] of houses) {
    const stage = await Stage.open(house)
    try {
      await inTime(scene.play(stage))
    } catch (error) {
      faults.push(`${framework}: the scene broke off: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      played.set(framework, stage.rows)
      await stage.branch.close()
    }
  }
  return { title: scene.title, lines: together(played), faults }
}

/** A scene that waits for what never comes must not hold up the rest. */
async function inTime(play: Promise<void>): Promise<void> {
  let alarm: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    alarm = setTimeout(() => reject(new Error(`not over after ${longestScene / 1000} s`)), longestScene)
  })
  await Promise.race([play, late]).finally(() => clearTimeout(alarm))
}

const longestScene = 10_000

function together(played: ReadonlyMap<string, readonly Row[]>): Told[] {
  const longest = Math.max(...[...played.values()].map((rows) => rows.length))
  return Array.from({ length: longest }, (_, i) => {
    const rows = [...played].flatMap(([framework, { [i]: row }]) => (row ? [[framework, row] as const] : []))
    const [, { who, does, changed }] = rows[0] as readonly [string, Row]
    return { who, does, changed, seen: new Map(rows.map(([name, { seen }]) => [name, seen])), faults: faultsOf(rows) }
  })
}

function faultsOf(rows: readonly (readonly [string, Row])[]): string[] {
  const unexpected = new Map<string, string[]>()
  for (const [framework, row] of rows) {
    if (asExpected(row)) continue
    const fault = `expected ${inWords(row.expected)}, got ${inWords(row.seen)}`
    unexpected.set(fault, [...(unexpected.get(fault) ?? []), framework])
  }
  const [[first, { seen }]] = rows as readonly [readonly [string, Row]]
  const apart = rows.filter(([, row]) => !agrees(row.seen, seen)).map(([framework]) => framework)
  const faults = [...unexpected].map(([fault, frameworks]) => `${frameworks.join(', ')}: ${fault}`)
  return apart.length === 0 ? faults : [...faults, `${apart.join(' and ')} differ from ${first}`]
}
