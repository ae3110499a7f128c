import { expect, test } from 'vitest'
import { clockInWords, untilNext } from '../src/serve/branch-clock.ts'
import { minutes } from '../src/story-clock.ts'

const hours = { zone: 'Etc/GMT-2', days: 'Mon-Sun', from: '07:00', to: '18:55' } as const
const half = Date.UTC(2026, 10, 25, 16, 30, 20) // 18:30:20 at the branch, on a Wednesday.

test('the next time is later today, or tomorrow', () => {
  expect(untilNext('18:55', half, hours.zone)).toBe(minutes(25) - 20_000)
  expect(untilNext('09:00', half, hours.zone)).toBe(minutes(14 * 60 + 30) - 20_000)
  expect(untilNext('18:30', half, hours.zone)).toBe(minutes(24 * 60) - 20_000)
})

test('the clock says whether the branch is open', () => {
  expect(clockInWords(half, hours)).toBe('Wednesday 18:30, and the branch is open (every day from 07:00 to 18:55)')
  expect(clockInWords(half + minutes(25), hours)).toContain('18:55, and the branch is closed')
  expect(clockInWords(half + minutes(14 * 60 + 30), hours)).toContain('Thursday 09:00, and the branch is open')
})
