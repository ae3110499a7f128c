import { workingHours } from '@retrust/core/rules'
import { judge } from '@retrust/core/testing'
import { expect, test } from 'vitest'
import { branchHours, closesInMinutes } from '../src/branch-hours.ts'
import { minutes } from '../src/story-clock.ts'

const hours = Array.from({ length: 24 }, (_, hour) => new Date(Date.UTC(2026, 10, 25, hour, 59)))

test.each(hours)('a branch that opens at %s is open now and closes when the story needs it', (opened) => {
  const policy = [workingHours(branchHours(opened.getTime()))]
  const outcomeAfter = (passed: number) =>
    judge(policy, { at: new Date(opened.getTime() + minutes(passed)).toISOString() }).outcome
  expect(outcomeAfter(0)).toBe('allow')
  expect(outcomeAfter(closesInMinutes - 1)).toBe('allow')
  expect(outcomeAfter(closesInMinutes + 1)).toBe('deny')
})
