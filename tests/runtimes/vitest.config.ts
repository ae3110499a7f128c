import { mergeConfig } from 'vitest/config'
import base from '../../vitest.base.ts'

// Each file starts a runtime and waits for the whole suite inside of it.
export default mergeConfig(base, {
  test: { globalSetup: ['./test/bundle.ts'], testTimeout: 180_000, hookTimeout: 180_000 },
})
