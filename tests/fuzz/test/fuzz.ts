import fc from 'fast-check'

/** `FUZZ_RUNS=100000 npx vitest run` for longer; `FUZZ_SEED` repeats what a failure printed. */
export const runs = (usual: number): number => Number(process.env.FUZZ_RUNS ?? usual)

const seed = process.env.FUZZ_SEED === undefined ? {} : { seed: Number(process.env.FUZZ_SEED) }

/** Holds a property to inputs of any make: at least a few hundred in the usual run. */
export function fuzz<T>(inputs: fc.Arbitrary<T>, usual: number, check: (input: T) => void): void {
  fc.assert(fc.property(inputs, check), { numRuns: runs(usual), ...seed })
}

/** The same where the check waits for something. */
export function fuzzAsync<T>(
  inputs: fc.Arbitrary<T>,
  usual: number,
  check: (input: T) => Promise<void>,
): Promise<void> {
  return fc.assert(fc.asyncProperty(inputs, check), { numRuns: runs(usual), ...seed })
}

/** What breaks parsers of any grammar: separators, ends of text, obs-text, halves of characters, names that objects have. */
const ODD: readonly string[] = [
  ...[
    '',
    ' ',
    '\t',
    '\r',
    '\n',
    '\r\n',
    '\0',
    '\x7f',
    '\x80',
    '\xff',
    '\u00a0',
    '\u2028',
    '\ufeff',
    '\ud800',
    '\udfff',
  ],
  ...[
    ',',
    ';',
    '=',
    ':',
    '.',
    '/',
    '\\',
    '//',
    '"',
    "'",
    '[',
    ']',
    '(',
    ')',
    '%',
    '%00',
    '%2e',
    '%2f',
    '%5c',
    '%zz',
    '@',
    '#',
    '?',
    '&',
    '*',
    '-',
    '_',
    '~',
    '!',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'null',
    'undefined',
    'NaN',
    '1e400',
    '-1',
    '0x10',
    '𝒳',
    'é',
    'İ',
    'ſ',
  ],
]

interface Edit {
  readonly kind: 'insert' | 'remove' | 'repeat' | 'replace' | 'truncate' | 'turn' | 'graft'
  readonly at: number
  readonly length: number
  readonly times: number
  readonly text: string
}

/** Seeds of a grammar, edited a few times: most of the grammar stays, so that an edit reaches the parser's depths. */
export function edited(seeds: readonly string[], words: readonly string[] = []): fc.Arbitrary<string> {
  const text = fc.oneof(
    { arbitrary: fc.constantFrom(...ODD), weight: 4 },
    ...(words.length === 0 ? [] : [{ arbitrary: fc.constantFrom(...words), weight: 4 }]),
    { arbitrary: fc.string({ unit: 'binary', maxLength: 6 }), weight: 1 },
    { arbitrary: fc.nat(255).map((code) => String.fromCharCode(code)), weight: 2 },
  )
  const edit: fc.Arbitrary<Edit> = fc.record({
    kind: fc.constantFrom('insert', 'insert', 'remove', 'repeat', 'replace', 'truncate', 'turn', 'graft'),
    at: fc.nat(10_000),
    length: fc.nat(40),
    times: fc.oneof({ arbitrary: fc.nat(6), weight: 6 }, { arbitrary: fc.nat(2_000), weight: 1 }),
    text,
  })
  const whole = fc.oneof(
    { arbitrary: fc.constantFrom(...seeds), weight: 8 },
    { arbitrary: fc.array(text, { maxLength: 12 }).map((parts) => parts.join('')), weight: 2 },
    { arbitrary: fc.string({ unit: 'binary', maxLength: 200 }), weight: 1 },
  )
  return fc
    .tuple(whole, fc.array(edit, { maxLength: 5 }), fc.constantFrom(...seeds))
    .map(([start, edits, other]) => edits.reduce((now, one) => applied(now, one, other), start))
}

function applied(now: string, { kind, at, length, times, text }: Edit, other: string): string {
  const from = at % (now.length + 1)
  const [before, part, after] = [now.slice(0, from), now.slice(from, from + length), now.slice(from + length)]
  switch (kind) {
    case 'insert':
      return before + text + part + after
    case 'remove':
      return before + after
    case 'repeat':
      return before + (part || text).repeat(Math.min(times, 20_000 / Math.max(1, length))) + after
    case 'replace':
      return before + text + after
    case 'truncate':
      return before
    case 'turn':
      return before + (part === part.toLowerCase() ? part.toUpperCase() : part.toLowerCase()) + after
    case 'graft':
      return before + other.slice(at % (other.length + 1))
  }
}

/** As a header may come over the wire: latin1 without the bytes that no server lets through. */
export const onWire = (text: string): string => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').trim()
