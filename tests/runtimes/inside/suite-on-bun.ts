import { honoOnBun } from './hono-on-bun.ts'
import { runCases } from './run-cases.ts'

await runCases(honoOnBun, console.log)
process.exit()
