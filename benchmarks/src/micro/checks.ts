import type { Scale } from '../part.ts'
import { casesOfAnotherThread } from './another-thread.ts'
import { type Case, measureInTurns } from './measure-in-turns.ts'
import { stagesOf } from './stages.ts'
import { assertActsAtOnce, wholeCheck } from './whole-check.ts'

/** The whole check in this process, each stage of it, the yardstick, and engines for policies alone. */
export async function checks(scale: Scale): Promise<ReadonlyMap<string, readonly number[]>> {
  await assertActsAtOnce(await wholeCheck('a change in the middle'))
  const { cases: others, close } = await casesOfAnotherThread()
  const [raw, ...peers] = others as [Case, ...Case[]]
  const whole = await wholeCheck('the whole check, admission and route')
  const cases = await stagesOf(await wholeCheck('seen from inside'))
  const size =
    scale === 'full' ? { rounds: 31, sliceMs: 25, warmUpMs: 1_500 } : { rounds: 5, sliceMs: 6, warmUpMs: 150 }
  const figures = await measureInTurns([raw, whole, ...cases, ...peers], size)
  whole.assertCounted()
  await close()
  return figures
}
