import './end-with-parent.ts'
import type { Scale } from './part.ts'

/** What is measured in a process of its own. Loaded when asked for, so that a task pays for nobody else's imports. */
const tasks = {
  checks: async () => (await import('./micro/checks.ts')).checks,
  profile: async () => (await import('./profile/profile.ts')).profile,
  sessionBytes: async () => (await import('./memory/session-bytes.ts')).sessionBytes,
  peerSessionBytes: async () => (await import('./memory/peer-session-bytes.ts')).peerSessionBytes,
  changeBytes: async () => (await import('./memory/change-bytes.ts')).changeBytes,
  requestBytes: async () => (await import('./memory/request-bytes.ts')).requestBytes,
} as const

export type TaskName = keyof typeof tasks
type Task<Name extends TaskName> = Awaited<ReturnType<(typeof tasks)[Name]>>
export type TaskResult<Name extends TaskName> = Awaited<ReturnType<Task<Name>>>

const [name, scale] = process.argv.slice(2) as [TaskName, Scale]
const task = await tasks[name]()
const result = await task(scale)
process.send?.({ result }, () => process.exit(0))
