import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Scale } from './part.ts'
import type { TaskName, TaskResult } from './task.ts'

const TASK = fileURLToPath(new URL('./task.js', import.meta.url))

/** Does a task in a process of its own, so that no other task's garbage, caches or compiled code count in it. */
export function runTask<Name extends TaskName>(name: Name, scale: Scale): Promise<TaskResult<Name>> {
  return new Promise((resolve, reject) => {
    const child = fork(TASK, [name, scale], {
      execArgv: ['--expose-gc', '--max-old-space-size=8192'],
      serialization: 'advanced',
    })
    let answer: { readonly result: TaskResult<Name> } | undefined
    child.on('message', (message) => {
      answer = message as typeof answer
    })
    child.on('error', reject)
    child.on('exit', (code) => {
      if (answer !== undefined && code === 0) resolve(answer.result)
      else reject(new Error(`${name} did not finish: see above`))
    })
  })
}
