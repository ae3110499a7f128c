import { expect, test, vi } from 'vitest'
import { runShown, runStep } from '../run-step.mjs'

const node = (code) => [process.execPath, '--eval', code]

function linesOf(step) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  return step().then((ok) => ({ ok, lines: log.mock.calls.map(([line]) => line) }))
}

test('a step that succeeds is one line', async () => {
  const { ok, lines } = await linesOf(() => runStep('build', node('console.log("noise")')))
  expect(ok).toBe(true)
  expect(lines).toEqual([expect.stringMatching(/^ok {4}build {2}\(\d+\.\d s\)$/)])
})

test('a step that fails shows all it wrote', async () => {
  const { ok, lines } = await linesOf(() =>
    runStep('build', node('console.log("a"); console.error("b"); process.exit(3)')),
  )
  expect(ok).toBe(false)
  expect(lines[0]).toMatch(/^FAIL {2}build/)
  expect(lines[1].split('\n').sort()).toEqual(['a', 'b'])
})

test('a command that does not exist fails', async () => {
  const { ok, lines } = await linesOf(() => runStep('build', ['no-such-command']))
  expect(ok).toBe(false)
  expect(lines[1]).toContain('ENOENT')
})

test('an exit code is passed on', async () => {
  expect(await runShown(node('process.exit(7)'))).toBe(7)
  expect(await runShown(node('process.kill(process.pid, "SIGTERM")'))).toBe(143)
})
