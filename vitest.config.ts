import { defineConfig } from 'vitest/config'

// One run for the whole repository. A package alone: `npx vitest run` in its folder, or `--project <name>` here.
export default defineConfig({
  test: {
    projects: ['packages/*', 'examples/*/vitest.config.ts', 'tests/*', 'tools'],
    allowOnly: false,
    // Vitest would leave one core idle, half of a small machine.
    maxWorkers: '100%',
    coverage: { include: ['packages/*/src/**'] },
  },
})
