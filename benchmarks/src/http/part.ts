import type { Line, Part } from '../part.ts'
import { microseconds, short } from '../report/cells.ts'
import { inEachRound, type Measured, measured, ratioOf } from '../statistics.ts'
import { measureHttp } from './measure.ts'
import { baseOf, type ContestantName, TITLES } from './roster.ts'

const KEPT: Readonly<Record<string, ContestantName>> = {
  'hono.kept': 'hono-retrust',
  'koa.kept': 'koa-retrust',
  'express.kept': 'express-retrust',
}

/** Ours, and whose added CPU it is compared with. */
const ADDED: Readonly<Record<string, readonly [ContestantName, ContestantName]>> = {
  'express.session': ['express-retrust', 'express-session'],
  'hono.jwt': ['hono-retrust-jwt', 'hono-jwt'],
  'express.jwt': ['express-retrust-jwt', 'express-oauth2'],
}

export const http: Part = {
  name: 'http',
  ratios: [...Object.keys(KEPT), ...Object.keys(ADDED)],
  async run(scale, say) {
    const slices = await measureHttp(scale, say)
    const of = (name: ContestantName, figure: 'cpu' | 'perSecond'): number[] =>
      (slices.get(name) ?? []).map((one) => one[figure])
    const added = (name: ContestantName): number[] =>
      inEachRound(of(name, 'cpu'), of(baseOf(name), 'cpu'), (a, b) => a - b)

    const ratios: Record<string, Measured> = {}
    for (const [ratio, name] of Object.entries(KEPT)) ratios[ratio] = ratioOf(of(baseOf(name), 'cpu'), of(name, 'cpu'))
    for (const [ratio, [ours, theirs]] of Object.entries(ADDED)) ratios[ratio] = addedRatio(added(ours), added(theirs))
    const lines = [...slices.keys()].map((name): Line => {
      const kept = ratioOf(of(baseOf(name), 'cpu'), of(name, 'cpu'))
      const [cpu, spread] = microseconds(measured(of(name, 'cpu')))
      const perSecond = short(Math.round(measured(of(name, 'perSecond')).value))
      return {
        name: TITLES[name],
        cells: [
          cpu,
          spread,
          short(Math.min(...of(name, 'cpu'))),
          short(measured(added(name)).value),
          short(kept.value),
          perSecond,
        ],
      }
    })
    const columns = [
      'µs CPU a request',
      'quartiles',
      'least',
      'added to the base line',
      'requests kept, by CPU',
      'requests a second',
    ]
    return { ratios, tables: [{ title: 'Over HTTP', columns, lines }] }
  },
}

/** Of medians: a single round's difference may be nothing but noise, and dividing by it would say anything. */
function addedRatio(ours: readonly number[], theirs: readonly number[]): Measured {
  const mine = measured(ours)
  const other = measured(theirs).value
  return { value: mine.value / other, low: mine.low / other, high: mine.high / other }
}
