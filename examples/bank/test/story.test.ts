import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouses } from '../src/houses.ts'
import { perform } from '../src/story/perform.ts'
import { story } from '../src/story/story.ts'

const machineNow = Date.now
let opened: Awaited<ReturnType<typeof openHouses>>

beforeAll(async () => {
  opened = await openHouses()
})
afterAll(async () => {
  await opened.provider.close()
  Date.now = machineNow
})

test.each(story.map((scene) => [scene.title, scene] as const))('%s', async (_title, scene) => {
  const { lines, faults } = await perform(scene, opened.houses)
  expect([...faults, ...lines.flatMap((line) => line.faults)]).toEqual([])
  expect(lines.length).toBeGreaterThan(2)
})
