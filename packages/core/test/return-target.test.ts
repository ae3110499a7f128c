import { returnTarget } from '@retrust/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const here = 'https://app.example.test'

describe('a path to go back to', () => {
  it.each(['/', '/account', '/a/b?c=d#e', '/..hidden', '/a/.well-known/x', '/?next=//evil.test', '/a..b'])(
    'is taken: %s',
    (path) => expect(returnTarget(path)).toBe(path),
  )

  it.each([
    ...['', 'account', '//evil.test', '/\\evil.test', '\\\\evil.test', 'https://evil.test', 'javascript:alert(1)'],
    ...['/\t/evil.test', '/\n//evil.test', '/.//evil.test', '/..//evil.test', '/a/..//evil.test', '/%2e%2e//evil.test'],
    ...['/%2E//evil.test', ' /account', '/ä', '/a\u0000b', `/${'a'.repeat(3_000)}`],
  ])('is left out: %j', (path) => expect(returnTarget(path)).toBeUndefined())

  it('stays on this origin, and below one slash, whatever a browser makes of it', () => {
    const pieces = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '%2e',
      '%2f',
      '%5c',
      '\t',
      '\n',
      '@',
      ':',
      '?',
      '#',
      'evil.test',
      'a',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 9 }), (parts) => {
        const target = returnTarget(parts.join(''))
        if (target === undefined) return
        const url = new URL(target, here)
        expect(url.origin).toBe(here)
        expect(url.pathname.startsWith('//')).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })
})
