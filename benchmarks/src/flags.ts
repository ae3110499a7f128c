import { parseArgs } from 'node:util'
import type { Goals } from './goals.ts'
import type { Part, Scale } from './part.ts'

/** What the command line asks for. */
export interface Flags {
  readonly scale: Scale
  /** Whether a missed goal fails the command. */
  readonly check: boolean
  /** Whether the last full run is looked at again instead of running. */
  readonly last: boolean
  /** Whether to show where the time of a check goes, and nothing else. */
  readonly profile: boolean
  readonly parts: readonly Part[]
}

/** @throws {TypeError} for a flag or a name that there is not, with those that there are. */
export function readFlags(args: readonly string[], parts: readonly Part[], goals: Goals): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      last: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
    },
  })
  const wanted = values.only.flatMap((names) => names.split(','))
  for (const name of wanted) {
    if (parts.some((part) => belongs(part, name))) continue
    const notYet = goals[name]?.notYet
    const known = parts.flatMap((part) => [part.name, ...part.ratios])
    throw new TypeError(`--only ${name}: ${notYet ?? `there is no such part or ratio. There are ${known.join(', ')}`}`)
  }
  return {
    scale: values.quick ? 'quick' : 'full',
    check: values.check || values.last,
    last: values.last,
    profile: values.profile,
    parts: wanted.length === 0 ? parts : parts.filter((part) => wanted.some((name) => belongs(part, name))),
  }
}

const belongs = (part: Part, name: string): boolean => part.name === name || part.ratios.includes(name)
