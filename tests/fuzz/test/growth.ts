/** Something that reads text, and text of a size that is as bad as is known for it. */
export interface Growing {
  readonly name: string
  /** Its smallest size in characters; eight times as many stay within the parser's own bound, where it has one. */
  readonly size: number
  /** Text of about this size. `salt` makes it another one, so that nothing that was remembered answers. */
  readonly make: (size: number, salt: string) => string
  readonly read: (text: string) => unknown
}

const TIMES = [1, 2, 4, 8] as const
const ROUNDS = 7

/**
 * What reading costs at one, two, four and eight times the size, as multiples of the smallest. Ratios within one run, of the
 * least of many interleaved rounds: a machine that is slow or busy is so for all four.
 */
export function costs({ size, make, read }: Growing): readonly number[] {
  const least = TIMES.map(() => Number.POSITIVE_INFINITY)
  // So often that the smallest takes long enough for the clock.
  const batch = calibrated(() => read(make(size, 'warm')))
  for (let round = 0; round < ROUNDS; round++) {
    TIMES.forEach((times, i) => {
      const texts = Array.from({ length: batch }, (_, n) => flat(make(size * times, `s${round}y${n}`)))
      const start = performance.now()
      for (const text of texts) read(text)
      least[i] = Math.min(least[i] as number, performance.now() - start)
    })
  }
  return least.map((cost) => cost / Math.max(least[0] as number, 0.001))
}

function calibrated(run: () => unknown): number {
  for (let i = 0; i < 50; i++) run()
  const start = performance.now()
  let count = 0
  while (performance.now() - start < 1) {
    run()
    count += 1
  }
  return Math.min(60, Math.max(1, Math.round(count / 10)))
}

// Text that was joined is copied when it is first read: that is no cost of the reader.
function flat(text: string): string {
  text.charCodeAt(text.length - 1)
  return Buffer.from(text, 'utf16le').toString('utf16le')
}
