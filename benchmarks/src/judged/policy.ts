import { deny, presets, type Rule, type RuleFunction } from '@retrust/core'
import * as rules from '@retrust/core/rules'
import type { Counts } from './counts.ts'

/**
 * A policy of so many rules, none of which finds anything: what an honest request costs. Ten of them are the preset, the
 * working hours and a rule of the application's own, which reads a signal and counts the judgements.
 */
export function policyOf(size: number, counts: Counts): (Rule | RuleFunction)[] {
  const counting: RuleFunction = ({ signals }) => {
    counts.judged += 1
    return signals.deviceHealth.value === 'healthy' ? undefined : deny('device.unhealthy')
  }
  const more = Array.from({ length: Math.ceil(size / 9) }, (_, round) => [
    ...presets.balanced({ riskScore: { atLeast: 80 - round } }),
    rules.workingHours({ zone: 'Europe/Berlin', days: 'Mon-Sun', from: '00:00', to: '24:00' }),
  ])
  return [counting, ...more.flat().slice(0, size - 1)]
}
