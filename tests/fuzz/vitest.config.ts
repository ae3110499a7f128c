import { mergeConfig } from 'vitest/config'
import base from '../../vitest.base.ts'

// A run by hand (FUZZ_RUNS) takes as long as it takes.
const isLong = process.env.FUZZ_RUNS !== undefined

export default mergeConfig(base, {
  test: { setupFiles: ['./test/prototypes.ts'], testTimeout: isLong ? 3_600_000 : 30_000 },
})
