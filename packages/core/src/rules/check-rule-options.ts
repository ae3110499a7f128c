import { type OptionIssue, OptionsError } from '../errors.ts'
import { didYouMean } from '../nearest-name.ts'
import { generalOptions, type OptionCheck } from './option-checks.ts'

/** What came in: of any type, where the caller is not checked by a compiler. */
export type GivenOptions = Readonly<Record<string, unknown>>

/**
 * Refuses options of a rule that make no sense, so that nothing of them is found out on a request.
 *
 * @throws {OptionsError} with everything that is wrong, each with its path (`riskScore.atLeast`) and mend.
 */
export function checkRuleOptions(
  rule: string,
  options: unknown,
  own: Readonly<Record<string, OptionCheck>>,
  together: (options: GivenOptions) => readonly OptionIssue[] = () => [],
): void {
  if (!isOptions(options)) throw new OptionsError([notOptions(rule, options)])
  const checks = new Map(Object.entries({ ...generalOptions, ...own }))
  const given = new Map<string, unknown>(Object.entries(options).filter(([, value]) => value !== undefined))
  const issues: OptionIssue[] = []
  for (const [name, check] of checks) {
    if (given.has(name) ? check.allows(given.get(name)) : !check.required) continue
    const value = given.get(name)
    const problem = given.has(name) ? `${shown(value)} is not ${check.is}` : `it is missing, and must be ${check.is}`
    issues.push({ path: `${rule}.${name}`, problem, mend: check.mend(value) })
  }
  for (const name of given.keys()) {
    if (checks.has(name)) continue
    issues.push({ path: `${rule}.${name}`, problem: 'there is no such option', mend: didYouMean(name, checks.keys()) })
  }
  issues.push(...together(options))
  if (issues.length > 0) throw new OptionsError(issues)
}

export function isOptions(value: unknown): value is GivenOptions {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function notOptions(path: string, value: unknown): OptionIssue {
  return { path, problem: `${shown(value)} is not an object of options`, mend: 'Write { … }, or leave it out' }
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 64))
  if (value === null || value === undefined) return String(value)
  return Array.isArray(value) ? 'this list' : typeof value === 'object' ? 'an object' : String(value).slice(0, 64)
}
