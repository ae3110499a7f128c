import type { Scale } from '../part.ts'
import { measureInTurns } from './measure-in-turns.ts'
import { policyPeers } from './policy-peers.ts'
import { rawVerify } from './raw-verify.ts'
import { stagesOf } from './stages.ts'
import { assertActsAtOnce, wholeCheck } from './whole-check.ts'

/** The whole check in this process, each stage of it, the yardstick, and engines for policies alone. */
export async function checks(scale: Scale): Promise<ReadonlyMap<string, readonly number[]>> {
  await assertActsAtOnce(await wholeCheck('a change in the middle'))
  const raw = rawVerify()
  const whole = await wholeCheck('the whole check, admission and route')
  const cases = await stagesOf(await wholeCheck('seen from inside'))
  const size = scale === 'full' ? { rounds: 31, sliceMs: 25 } : { rounds: 5, sliceMs: 6 }
  const figures = await measureInTurns([raw, whole, ...cases, ...(await policyPeers())], size)
  whole.assertCounted()
  return figures
}
