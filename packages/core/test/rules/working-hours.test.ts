import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { type WorkingHoursOptions, workingHours } from './entries.ts'
import { answerOf, proposalOf } from './situation.ts'

const at = (instant: string): { now: number } => ({ now: Date.parse(instant) })
const berlin = (days: WorkingHoursOptions['days'], from: string, to: string) =>
  workingHours({ zone: 'Europe/Berlin', days, from, to })
const isOpen = (rule: ReturnType<typeof berlin>, instant: string): boolean => answerOf(rule, at(instant)) === 'nothing'

/** The first and the last second of each time that the rule is open, and the seconds around it. */
function expectOpen(rule: ReturnType<typeof berlin>, ...spans: readonly [string, string][]): void {
  for (const [from, to] of spans) {
    const shifted = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString()
    const edges = [shifted(from, -1), from, shifted(to, -1), to].map((instant) => isOpen(rule, instant))
    expect([from, to, edges]).toEqual([from, to, [false, true, true, false]])
  }
}

describe('workingHours', () => {
  it('refuses outside, start inclusive and end exclusive, in the zone of the policy', () => {
    expectOpen(berlin('Mon-Fri', '07:00', '19:00'), ['2027-06-14T05:00:00Z', '2027-06-14T17:00:00Z'])
    expectOpen(berlin('Mon-Fri', '07:00', '19:00'), ['2027-01-11T06:00:00Z', '2027-01-11T18:00:00Z'])
    expect(isOpen(berlin('Mon-Fri', '07:00', '19:00'), '2027-06-13T10:00:00Z')).toBe(false)
  })

  it('says which hours, is answered for an hour where it is lifted, and leaves programs alone', () => {
    const rule = berlin(['Mon', 'Wed'], '07:00', '19:00')
    const sunday = at('2027-06-13T10:00:00Z')
    expect(proposalOf(rule, sunday)).toMatchObject({
      outcome: 'deny',
      code: 'hours.outside',
      answeredForMs: 3_600_000,
      cause: { rule: 'workingHours', about: 'Mon,Wed 07:00-19:00 Europe/Berlin', band: 1 },
    })
    expect(answerOf(rule, { ...sunday, kind: 'workload' })).toBe('nothing')
  })

  it('keeps the level of a downgrade apart from the end of the hours', () => {
    const hours = { zone: 'Europe/Berlin', days: 'Mon-Fri', from: '07:00', to: '19:00', decide: 'downgrade' } as const
    expect(proposalOf(workingHours(hours), at('2027-06-13T10:00:00Z'))?.level).toBe('read-only')
    expect(proposalOf(workingHours({ ...hours, level: 'limited' }), at('2027-06-13T10:00:00Z'))?.level).toBe('limited')
  })

  it.each([
    ['Mon-Fri', 'x12345x'],
    ['Mon,Wed', 'x1x3xxx'],
    ['Fri-Mon', '01xxx56'],
    ['Sat-Sun,Wed', '0xx3xx6'],
    [['Sun', 'Tue-Wed'], '0x23xxx'],
    ['Mon-Sun', '0123456'],
    ['Thu', 'xxxx4xx'],
  ] as const)('reads days: %s', (days, open) => {
    const rule = berlin(days, '00:00', '24:00')
    // 13 June 2027 is a Sunday.
    const week = [0, 1, 2, 3, 4, 5, 6].map((day) => (isOpen(rule, `2027-06-${13 + day}T10:00:00Z`) ? String(day) : 'x'))
    expect(week.join('')).toBe(open)
  })

  it('C17: hours over midnight belong to the day on which they start', () => {
    const rule = berlin('Tue-Fri', '21:15', '05:45')
    // Friday, 18 June 2027, in summer time.
    expect(isOpen(rule, '2027-06-18T21:59:59Z')).toBe(true)
    expect(isOpen(rule, '2027-06-19T01:00:00Z')).toBe(true)
    expect(isOpen(rule, '2027-06-19T03:44:59Z')).toBe(true)
    expect(isOpen(rule, '2027-06-19T03:45:00Z')).toBe(false)
    expect(isOpen(rule, '2027-06-19T19:15:00Z')).toBe(false)
    // Early on Tuesday it is still Monday's night, which is not among the days.
    expect(isOpen(rule, '2027-06-15T01:00:00Z')).toBe(false)
    expect(isOpen(rule, '2027-06-15T19:15:00Z')).toBe(true)
  })

  it('C17: 00:00 to 24:00 is all day, also when clocks change', () => {
    const rule = berlin('Sun', '00:00', '24:00')
    expectOpen(rule, ['2027-03-27T23:00:00Z', '2027-03-28T22:00:00Z'], ['2027-10-30T22:00:00Z', '2027-10-31T23:00:00Z'])
  })

  it('C17: hours that clocks skip are as much later as clocks are moved', () => {
    expectOpen(berlin('Sun', '02:10', '02:50'), ['2027-03-28T01:10:00Z', '2027-03-28T01:50:00Z'])
    expectOpen(berlin('Sun', '01:00', '02:30'), ['2027-03-28T00:00:00Z', '2027-03-28T01:30:00Z'])
    expectOpen(berlin('Sun', '02:30', '09:00'), ['2027-03-28T01:30:00Z', '2027-03-28T07:00:00Z'])
    // A week earlier and later nothing is skipped.
    expectOpen(
      berlin('Sun', '02:10', '02:50'),
      ['2027-03-21T01:10:00Z', '2027-03-21T01:50:00Z'],
      ['2027-04-04T00:10:00Z', '2027-04-04T00:50:00Z'],
    )
  })

  it('C17: an hour that clocks show twice is inside both times', () => {
    expectOpen(
      berlin('Sun', '02:10', '02:50'),
      ['2027-10-31T00:10:00Z', '2027-10-31T00:50:00Z'],
      ['2027-10-31T01:10:00Z', '2027-10-31T01:50:00Z'],
    )
  })

  it('C17: nights over a change are an hour shorter or longer, and end when the clocks say so', () => {
    const rule = berlin('Sat', '21:15', '05:45')
    expectOpen(rule, ['2027-03-27T20:15:00Z', '2027-03-28T03:45:00Z'], ['2027-10-30T19:15:00Z', '2027-10-31T04:45:00Z'])
  })

  it('judges zones whose clocks are moved over midnight', () => {
    // Greenland skips Saturday's last hour: 23:15 to 23:45 is 00:15 to 00:45 on Sunday.
    const rule = workingHours({ zone: 'America/Nuuk', days: 'Sat', from: '23:15', to: '23:45' })
    expectOpen(rule, ['2027-03-28T01:15:00Z', '2027-03-28T01:45:00Z'])
  })

  it('C17: never asks the server what time it is there', () => {
    const answers = ['America/Los_Angeles', 'Asia/Tokyo', 'UTC'].map((zone) => {
      vi.stubEnv('TZ', zone)
      const rule = berlin('Mon-Fri', '07:00', '19:00')
      return [4, 5, 10, 16, 17].map((hour) => isOpen(rule, new Date(Date.UTC(2027, 5, 14, hour)).toISOString()))
    })
    vi.unstubAllEnvs()
    expect(answers).toEqual(Array(3).fill([false, true, true, true, false]))
  })

  it('is open either in a window or in the one between its end and its start', () => {
    const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    const text = ([hours, minutes]: [number, number]) =>
      `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
    // From April on, since a start or end that is skipped in March moves.
    const instant = fc.integer({ min: Date.parse('2027-04-01T00:00Z'), max: Date.parse('2028-03-20T00:00Z') })
    fc.assert(
      fc.property(time, time, instant, (a, b, now) => {
        fc.pre(text(a) !== text(b))
        const one = answerOf(berlin('Mon-Sun', text(a), text(b)), { now })
        const other = answerOf(berlin('Mon-Sun', text(b), text(a)), { now })
        expect([one, other].sort()).toEqual(['deny hours.outside', 'nothing'])
      }),
      { numRuns: 60 },
    )
  })
})
