import { defineConfig, type ViteUserConfig } from 'vitest/config'

// "source" first: tests run the TypeScript of every package, so nothing has to be built before. Not "import": Node would
// hold itself to it too, and a CommonJS dependency that requires a package with both would get the wrong one.
const conditions = ['source', 'node']

const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/**/*.test.{ts,mjs}'],
    allowOnly: false,
    testTimeout: 30_000,
    restoreMocks: true,
  },
})

export default config
