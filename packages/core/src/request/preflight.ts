import { problemRefusal } from '../refusal/problem.ts'
import { titleOf } from '../refusal/titles.ts'
import type { Verdict } from '../trust.ts'

/** What a preflight is told that reaches a demand: it carries no credential by its nature. */
export const PREFLIGHT: Extract<Verdict, { kind: 'refuse' }> = Object.freeze({
  kind: 'refuse',
  refusal: problemRefusal(401, 'preflight', titleOf('preflight', 401)),
})
