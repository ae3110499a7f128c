import { systemClock } from '@retrust/core'
import { expect, it, vi } from 'vitest'

it('a timer for longer than timers go does not run at once', () => {
  const asked = vi.spyOn(globalThis, 'setTimeout')
  const cancel = systemClock.after(30 * 86_400_000, () => undefined)
  expect(asked.mock.calls[0]?.[1]).toBe(2_147_483_647)
  cancel()
})
