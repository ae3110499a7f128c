import { replayRecord } from '@retrust/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { play, policy, stageOf, step } from './story.ts'

describe('determinism', () => {
  it('a record replayed under its policy gives the recorded decision', async () => {
    let replayed = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const rules = policy()
        const stage = stageOf({ policy: rules })
        await play(stage, { do: 'log in', subject: 'alice', acr: 'pwd' })
        for (const one of steps) await play(stage, one)
        for (const record of stage.worlds.flatMap((world) => world.records)) {
          // As it would lie in a log: plain data.
          const read = JSON.parse(JSON.stringify(record)) as typeof record
          const decision = replayRecord(read, rules)
          if (decision === undefined) continue
          replayed += 1
          expect({
            outcome: decision.outcome,
            level: decision.level,
            reasons: decision.reasons.map((one) => one.code),
            reported: decision.reported.map((one) => one.code),
            ended: decision.effects.end,
            narrowed: decision.effects.narrow.map((one) => one.code),
          }).toEqual({
            outcome: record.outcome,
            level: record.level,
            reasons: record.reasons.map((one) => one.code),
            reported: record.reported.map((one) => one.code),
            ended: record.effects.ended,
            narrowed: record.effects.narrowed,
          })
        }
      }),
      { numRuns: 60 },
    )
    expect(replayed).toBeGreaterThan(100)
  })
})
