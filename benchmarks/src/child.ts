import { type ChildProcess, type ForkOptions, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A program of this benchmark, in a process of its own. */
export interface Child {
  /** What it said when it was ready. */
  readonly ready: unknown
  ask<Answer>(message: unknown): Promise<Answer>
  end(): void
}

/** Starts a built program of `dist/` and waits until it says something. */
export async function startChild(
  program: string,
  args: readonly string[] = [],
  options: ForkOptions = {},
): Promise<Child> {
  const child = fork(fileURLToPath(new URL(`./${program}.js`, import.meta.url)), args, options)
  const ready = await nextMessage(child, program)
  return {
    ready,
    ask<Answer>(message: unknown) {
      const answer = nextMessage(child, program) as Promise<Answer>
      child.send(message as object)
      return answer
    },
    end: () => void child.kill(),
  }
}

function nextMessage(child: ChildProcess, program: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error(`${program} ended early; see above`))
    child.once('exit', gone)
    child.once('message', (message) => {
      child.off('exit', gone)
      resolve(message)
    })
  })
}
