import { honoOnDeno } from './hono-on-deno.ts'
import { runCases } from './run-cases.ts'

await runCases(honoOnDeno, console.log)
process.exit()
