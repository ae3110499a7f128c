import { defineConfig } from 'vitest/config'

// One run for the whole repository. A package alone: `npx vitest run` in its folder, or `--project <name>` here.
export default defineConfig({
  test: {
    projects: ['packages/*', 'examples/*', 'tools'],
    allowOnly: false,
    coverage: { include: ['packages/*/src/**'] },
  },
})
