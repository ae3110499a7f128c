import { parseArgs } from 'node:util'
import { tellTheStory } from './story/tell-the-story.ts'

const { values } = parseArgs({ options: { serve: { type: 'boolean', default: false } } })

if (values.serve) {
  const { serve } = await import('./serve/serve.ts')
  await serve()
} else {
  process.exitCode = (await tellTheStory()) ? 0 : 1
}
