import { readFileSync } from 'node:fs'
import type { Measured } from './statistics.ts'

/** What a ratio should be. Exactly one of the three bounds is set. */
export interface Goal {
  readonly measures: string
  readonly atMost?: number
  readonly atLeast?: number
  readonly exactly?: number
  /** Why it cannot be measured so far. */
  readonly notYet?: string
}

export type Goals = Readonly<Record<string, Goal>>

/** How a ratio stands: `not run` is for what was left out of this run. */
export type Standing = 'met' | 'missed' | 'not yet' | 'not run'

export function readGoals(): Goals {
  return JSON.parse(readFileSync(new URL('../goals.json', import.meta.url), 'utf8')) as Goals
}

export function standingOf(goal: Goal, found: Pick<Measured, 'value'> | undefined): Standing {
  if (goal.notYet !== undefined) return 'not yet'
  if (found === undefined) return 'not run'
  const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY, exactly = found.value } = goal
  return found.value <= atMost && found.value >= atLeast && found.value === exactly ? 'met' : 'missed'
}

/** A bound in words. */
export function boundOf({ atMost, atLeast, exactly }: Goal): string {
  if (atMost !== undefined) return `at most ${atMost}`
  return atLeast === undefined ? `exactly ${exactly}` : `at least ${atLeast}`
}
