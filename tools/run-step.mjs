import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/**
 * Runs one command quietly and prints one line about it; what it wrote is shown only when it fails.
 * Answers whether it succeeded.
 */
export async function runStep(name, [command, ...args], options = {}) {
  const startedAt = performance.now()
  const { ok, output } = await capture(command, args, options)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${ok ? 'ok  ' : 'FAIL'}  ${name}  (${seconds} s)`)
  if (!ok) console.log(output.trimEnd())
  return ok
}

/** Runs a command whose output the user watches. Answers its exit code, 128 + n if a signal ended it. */
export function runShown([command, ...args], options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options })
    const release = leaveSignalsTo(child)
    const finish = (code) => {
      release()
      resolve(code)
    }
    child.on('error', (error) => {
      console.error(error.message)
      finish(127)
    })
    child.on('exit', (code, signal) => finish(code ?? 128 + (constants.signals[signal] ?? 0)))
  })
}

// The child decides how it ends: leaving before it would take its output and its exit code away.
function leaveSignalsTo(child) {
  const handlers = {
    // A terminal sends this one to the child as well.
    SIGINT: () => {},
    SIGTERM: () => child.kill('SIGTERM'),
    SIGHUP: () => child.kill('SIGHUP'),
  }
  for (const [signal, handler] of Object.entries(handlers)) process.on(signal, handler)
  return () => {
    for (const [signal, handler] of Object.entries(handlers)) process.off(signal, handler)
  }
}

function capture(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text) => {
        output += text
      })
    }
    child.on('error', (error) => resolve({ ok: false, output: error.message }))
    child.on('close', (code) => resolve({ ok: code === 0, output }))
  })
}
