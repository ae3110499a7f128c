import { defineConfig, type ViteUserConfig } from 'vitest/config'

// "source" first: tests run the TypeScript of every package, so nothing has to be built before.
const conditions = ['source', 'module', 'import', 'node', 'default']

const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/**/*.test.{ts,mjs}'],
    allowOnly: false,
    passWithNoTests: true,
    testTimeout: 30_000,
    restoreMocks: true,
  },
})

export default config
