import type { AuditRecord, Rule } from '@retrust/core'
import { riskScore } from '@retrust/core/rules'
import { replayRecord } from '@retrust/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holds, isCaught, must } from './law.ts'
import { plans, policyOf } from './policies.ts'
import { play, policy, stageOf, step } from './story.ts'

/*
 * Law 3. Replaying a record under its policy gives the recorded decision; rules of one's own, which may have read raw facts,
 * are marked not replayable. A record is replayed as it would lie in a log, in another process: plain data, under a policy
 * that was built anew.
 */

const RUNS = 50

function expectReplayed(record: AuditRecord, rules: readonly Rule[]): boolean {
  const read = JSON.parse(JSON.stringify(record)) as typeof record
  const decision = replayRecord(read, rules)
  if (decision === undefined) return false
  const replayed = JSON.stringify({
    outcome: decision.outcome,
    level: decision.level,
    reasons: decision.reasons.map((one) => one.code),
    reported: decision.reported.map((one) => one.code),
    ended: decision.effects.end,
    narrowed: decision.effects.narrow.map((one) => one.code),
  })
  const recorded = JSON.stringify({
    outcome: record.outcome,
    level: record.level,
    reasons: record.reasons.map((one) => one.code),
    reported: record.reported.map((one) => one.code),
    ended: record.effects.ended,
    narrowed: record.effects.narrowed,
  })
  must(replayed === recorded, () => `recorded ${recorded}, replayed ${replayed}`)
  return true
}

/** A rule that asks the wall clock, or anything else that no record holds: here, how often it was asked. */
function moody(): Rule {
  let asked = 0
  const whole = riskScore({ atLeast: 0, onUnreported: 'deny' })
  return {
    ...whole,
    propose(finding, human) {
      asked += 1
      const proposal = whole.propose(finding, human)
      return asked % 3 === 0 ? undefined : proposal
    },
  }
}

const law = (count: { replayed: number }, more: () => readonly Rule[] = () => [], own = false) =>
  fc.asyncProperty(
    plans({ terminate: true, own }),
    fc.array(step, { minLength: 5, maxLength: 30 }),
    async (plan, steps) => {
      const build = (): Rule[] => [...policy(), ...(policyOf(plan) as Rule[]), ...more()]
      const stage = stageOf({ policy: build() })
      await play(stage, { do: 'log in', subject: 'alice', acr: 'pwd', home: 0, on: 0 })
      for (const one of steps) await play(stage, one)
      const anew = build()
      for (const record of stage.processes.flatMap((one) => one.records)) {
        if (expectReplayed(record, anew)) count.replayed += 1
        else if (!own)
          must(!record.replayable || record.given === undefined, () => 'a record of our rules is not replayed')
      }
    },
  )

describe('determinism: a record replayed under its policy gives the recorded decision', () => {
  it('of our rules, and every one of them', async () => {
    const count = { replayed: 0 }
    await holds(law(count), RUNS)
    expect(count.replayed).toBeGreaterThan(100)
  })

  it('of rules of one’s own, where it can be replayed at all', () =>
    holds(law({ replayed: 0 }, undefined, true), RUNS / 2))

  it('a rule that decides by more than it found is caught', () =>
    isCaught(
      law({ replayed: 0 }, () => [moody()]),
      RUNS,
    ))
})
