import { memoryStore } from '@retrust/core'
import { manualClock } from '@retrust/core/testing'
import { describe, test } from 'vitest'
import { storeSuite } from '../src/index.ts'

storeSuite(
  { describe, test },
  {
    name: 'memoryStore',
    open(bounds) {
      const clock = manualClock()
      return { store: memoryStore({ clock, ...bounds }), moveTime: (ms) => clock.set(clock.now() + ms) }
    },
  },
)
