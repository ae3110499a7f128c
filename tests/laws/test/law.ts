import fc from 'fast-check'

/*
 * How a law is run: so many times, with one seed, so that a change is judged by what it changed. LAW_SEED=random looks where
 * nobody has looked yet. A failure prints the smallest counterexample, its seed
 * and path, and the line that plays exactly that run again, for instance
 *
 *   LAW_SEED=-1234 LAW_PATH=5:0:1 npx vitest run test/finality.test.ts -t 'the name of the test'
 *
 * with LAW_COMMANDS as well where the law is a model run by commands. LAW_TIMES=20 makes twenty times as many runs.
 */
const { LAW_SEED = '20261125', LAW_PATH, LAW_COMMANDS, LAW_TIMES } = process.env
const seed = LAW_SEED === 'random' ? {} : { seed: Number(LAW_SEED) }

type Checked<T> = fc.IProperty<T> | fc.IAsyncProperty<T>

/** Hand it to `fc.commands`, so that its runs can be played again too. */
export const commandSettings: fc.CommandsContraints = LAW_COMMANDS === undefined ? {} : { replayPath: LAW_COMMANDS }

/** Runs a law so many times. Throws with the smallest counterexample that was found, and how to see it again. */
export async function holds<T>(law: Checked<T>, runs: number): Promise<void> {
  const details = await fc.check(law as fc.IAsyncProperty<T>, {
    numRuns: runs * Number(LAW_TIMES ?? 1),
    ...seed,
    ...(LAW_PATH === undefined ? {} : { path: LAW_PATH, endOnFailure: true }),
  })
  const message = reportOf(details)
  if (message !== undefined) throw new Error(message, { cause: details.errorInstance })
}

/** Runs a law over something that breaks it, as often as the law itself is run. Throws if that was not noticed. */
export async function isCaught<T>(law: Checked<T>, runs: number): Promise<void> {
  const { failed, errorInstance } = await fc.check(law as fc.IAsyncProperty<T>, {
    ...seed,
    numRuns: runs,
    endOnFailure: true,
  })
  if (!failed) throw new Error(`the planted defect was not noticed in ${runs} runs`)
  // Something else went wrong: then the defect was not noticed either.
  if (!(errorInstance instanceof BrokenLaw)) throw new Error('it failed, but not by the law', { cause: errorInstance })
}

/** What a law throws where it does not hold. Anything else that is thrown is a mistake of the test. */
export class BrokenLaw extends Error {
  override readonly name = 'BrokenLaw'
}

export function must(holds: boolean, otherwise: () => string): void {
  if (!holds) throw new BrokenLaw(otherwise())
}

/** What is told of a run that failed: fast-check's own report, and the line that plays it again. */
export function reportOf<T>(details: fc.RunDetails<T>): string | undefined {
  if (!details.failed) return undefined
  const { seed, counterexamplePath } = details
  const report = fc.defaultReportMessage(details) ?? ''
  const commands = /replayPath="([^"]*)"/.exec(report)?.[1]
  const again = `LAW_SEED=${seed} LAW_PATH=${counterexamplePath}${commands === undefined ? '' : ` LAW_COMMANDS=${commands}`}`
  return `${report}\n\nPlay it again: ${again} npx vitest run <this file> -t '<this test>'`
}
