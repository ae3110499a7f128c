import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouses } from '../src/houses.ts'
import { toldReasons } from '../src/serve/reason-words.ts'
import { type PlayedScene, perform } from '../src/story/perform.ts'
import { story } from '../src/story/story.ts'
import { table } from '../src/table.ts'

const machineNow = Date.now
const played: PlayedScene[] = []
let opened: Awaited<ReturnType<typeof openHouses>>

beforeAll(async () => {
  opened = await openHouses()
})
afterAll(async () => {
  await opened.provider.close()
  Date.now = machineNow
})

test.each(story.map((scene) => [scene.title, scene] as const))('%s', async (_title, scene) => {
  const told = await perform(scene, opened.houses)
  played.push(told)
  const { lines, faults } = told
  expect([...faults, ...lines.flatMap((line) => line.faults)]).toEqual([])
  expect(lines.length).toBeGreaterThan(2)
})

const everySeen = () => played.flatMap(({ lines }) => lines.flatMap(({ seen }) => [...seen.values()]))

test('the story shows every outcome', () => {
  const outcomes = new Set(everySeen().map(({ outcome }) => outcome))
  for (const outcome of ['allow', 'downgrade', 'step-up', 'deny', 'terminate']) expect(outcomes).toContain(outcome)
})

test('every reason of a request has words for the page', () => {
  const reasons = everySeen().flatMap(({ status, reason }) => (status === 0 ? [] : toldReasons(reason)))
  expect(reasons.length).toBeGreaterThan(20)
  expect(reasons.filter(({ words }) => words === '')).toEqual([])
})

test('the table fits 120 columns', () => {
  const lines = table(played, [...opened.houses.keys()], { width: 120, colours: false }).split('\n')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120)
})
