import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { cookieValues } from '../../src/credentials/cookie-header.ts'

const NAME = '__Host-session'

/** The same grammar in the slow and obvious way. */
function plainly(header: string, name: string): string[] {
  return header
    .split(';')
    .map((pair) => pair.replace(/^[ \t]+|[ \t]+$/g, ''))
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
}

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(NAME, `${NAME}=`, 'session=', '=', ';', '; ', ' ', '\t', ',', '"', '%3D', `${NAME}-device=`, 'x'),
    fc.string({ unit: 'binary', maxLength: 8 }),
  ),
  { maxLength: 40 },
)

describe('a Cookie header', () => {
  it('of any make is read as its grammar says, and never throws', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const header = parts.join('')
        expect(cookieValues(header, NAME)).toEqual(plainly(header, NAME))
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['a=1', []],
    [`${NAME}=`, ['']],
    [`${NAME}`, []],
    [`x${NAME}=1`, []],
    [`${NAME}x=1`, []],
    [`${NAME} =1`, []],
    [`${NAME.toLowerCase()}=1`, []],
    [`a=${NAME}=1`, []],
    [`${NAME}=1; ${NAME}=2`, ['1', '2']],
    [`${NAME}=1;${NAME}=1`, ['1', '1']],
    [`  ${NAME}=1 \t; b=2`, ['1']],
    [`${NAME}=a=b`, ['a=b']],
    [`${NAME}="1"`, ['"1"']],
    [`;;;${NAME}=1;;;`, ['1']],
    [`a="x; ${NAME}=1"`, ['1"']],
  ])('%j has %j', (header, values) => {
    expect(cookieValues(header, NAME)).toEqual(values)
  })

  it('that is not there has none', () => {
    expect(cookieValues(undefined, NAME)).toEqual([])
  })

  it.each<[string, (size: number) => string]>([
    ['spaces', (size) => `${NAME}=1;${' '.repeat(size)}`],
    ['spaces before each pair', (size) => `${NAME}=1${`;${' '.repeat(99)}`.repeat(size / 100)}`],
    ['spaces within values', (size) => `${NAME}=1${' '.repeat(99)}`.repeat(size / 100)],
    ['semicolons', (size) => `${NAME}${';'.repeat(size)}`],
    ['names without a value', (size) => `${NAME};`.repeat(size / 15)],
    ['cookies of the name', (size) => `${NAME}=;`.repeat(size / 16)],
    ['almost the name', (size) => `${'__Host-'.repeat(size / 7)};${NAME}`],
  ])('is looked at a bounded number of times per character: %s', (_, make) => {
    const looks = vi.spyOn(String.prototype, 'charCodeAt')
    for (const size of [15_000, 150_000]) {
      const header = make(size)
      looks.mockClear()
      cookieValues(header, NAME)
      expect(looks.mock.calls.length).toBeLessThanOrEqual(3 * header.length)
    }
  })
})
