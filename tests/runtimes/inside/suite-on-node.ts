import { honoOnNode } from '../../../packages/hono/test/hono-under-test.ts'
import { runCases } from './run-cases.ts'

await runCases(honoOnNode, console.log)
process.exit()
