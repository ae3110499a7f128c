import { openHouses } from '../houses.ts'
import { table } from '../table.ts'
import { type PlayedScene, perform } from './perform.ts'
import { story } from './story.ts'

/** Plays all scenes in all frameworks and prints them. Answers whether all came out as told, everywhere alike. */
export async function tellTheStory(): Promise<boolean> {
  const { provider, houses } = await openHouses()
  const started = performance.now()
  const scenes: PlayedScene[] = []
  for (const scene of story) scenes.push(await perform(scene, houses))
  await provider.close()

  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const frameworks = [...houses.keys()]
  // As wide as the terminal, or as a page of text where there is none. Colour unless somebody asked to leave it out.
  const { columns: width = 120, isTTY } = process.stdout
  console.log(table(scenes, frameworks, { width, colours: isTTY && !process.env.NO_COLOR }))
  const lines = scenes.flatMap((scene) => scene.lines)
  const faults = [...lines, ...scenes].flatMap((one) => one.faults).length
  const verdict = faults === 0 ? 'as expected, and alike in all of them' : `${faults} not as expected (marked ≠)`
  console.log(`\n${lines.length} steps in ${frameworks.join(', ')}: ${verdict}. ${seconds} s in all.`)
  return faults === 0
}
