import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BrokenLaw, holds, isCaught, must, reportOf } from './law.ts'

const small = (most: number) =>
  fc.property(fc.nat(1_000), fc.nat(1_000), (a, b) => must(a + b < most, () => `${a} + ${b} is not below ${most}`))

describe('a law that does not hold', () => {
  it('says its seed, its path, and how to play it again; and that plays the same', async () => {
    const message = await holds(small(200), 100).then(
      () => '',
      (error: Error) => error.message,
    )
    const [, seed, path] = /LAW_SEED=(-?\d+) LAW_PATH=([\d:]+) npx vitest run/.exec(message) ?? []
    expect(message).toContain(`seed: ${seed}, path: "${path}"`)
    const again = fc.check(small(200), { seed: Number(seed), path: path as string, endOnFailure: true, numRuns: 100 })
    expect(again).toMatchObject({ failed: true, numRuns: 1 })
    expect(message).toContain(`Counterexample: ${fc.stringify(again.counterexample)}`)
    expect(again.errorInstance).toBeInstanceOf(BrokenLaw)
  })

  it('says the commands too where it is a model', async () => {
    const count = fc.constant<fc.AsyncCommand<object, { sum: number }>>({
      check: () => true,
      async run(_, real) {
        real.sum += 1
        must(real.sum < 3, () => 'three are too many')
      },
      toString: () => 'count',
    })
    const law = fc.asyncProperty(fc.commands([count], { size: '+1' }), async (commands) => {
      await fc.asyncModelRun(() => ({ model: {}, real: { sum: 0 } }), commands)
    })
    const message = reportOf(await fc.check(law))
    expect(message).toMatch(/LAW_SEED=\S+ LAW_PATH=\S+ LAW_COMMANDS=\S+ npx/)
    const replayPath = /LAW_COMMANDS=(\S+)/.exec(message ?? '')?.[1] as string
    expect(fc.commands([count], { replayPath })).toBeDefined()
  })
})

describe('a planted defect', () => {
  it('that is not noticed is said so', async () => {
    await expect(isCaught(small(5_000), 100)).rejects.toThrow('not noticed')
  })

  it('is not noticed where something else goes wrong', async () => {
    const mistaken = fc.property(fc.nat(), () => {
      throw new TypeError('a mistake of the test')
    })
    await expect(isCaught(mistaken, 100)).rejects.toThrow('not by the law')
  })
})
