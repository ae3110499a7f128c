import { describe, expect, test } from 'vitest'
import { expect as own } from '../src/store-suite/expect.ts'

// Against Vitest's, whose words these are: what it takes is taken, and what it refuses is refused.
const values: readonly unknown[] = [
  ...[undefined, null, 0, 1, Number.NaN, '', 'a', true, [], {}, [1], [1, 2], [{ b: 1 }], [{ a: 1 }]],
  ...[{ a: 1 }, { a: 1, b: 2 }, { a: { b: 1 } }, { a: { b: 1, c: 2 } }, { a: [1] }, { a: [1, 2] }],
  ...[{ a: [{ b: 1, c: 2 }] }, { a: [{ b: 1 }] }, Object.assign(Object.create(null), { a: 1 })],
  ...[JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":2}'), { a: undefined }, { a: 1, b: undefined }],
]

const passes = (assertion: () => void): boolean => {
  try {
    assertion()
    return true
  } catch {
    return false
  }
}

/** Where Vitest differs: it takes anything for an empty object, and wants an undefined member to be there. */
const isPeculiar = (value: object): boolean =>
  Object.keys(value).length === 0 || Object.values(value).includes(undefined)

type Compare = (of: Pick<ReturnType<typeof own>, 'toBe' | 'toEqual' | 'toMatchObject'>, expected: unknown) => void
const assertions: readonly (readonly [string, readonly unknown[], Compare])[] = [
  ['toBe', values, (of, expected) => of.toBe(expected)],
  ['toEqual', values, (of, expected) => of.toEqual(expected)],
  [
    'toMatchObject',
    values.filter((one) => typeof one === 'object' && one !== null && !isPeculiar(one)),
    (of, expected) => of.toMatchObject(expected as object),
  ],
]

describe.each(assertions)('%s takes and refuses what Vitest does', (_, expecteds, compare) => {
  test.each(values)('of %j', (value) => {
    for (const expected of expecteds) {
      const theirs = passes(() => compare(expect(value), expected))
      expect([expected, passes(() => compare(own(value), expected))]).toEqual([expected, theirs])
    }
  })
})

test('toMatchObject: a member that is expected undefined may be absent, and may not be there', () => {
  expect(passes(() => own({ a: 1 }).toMatchObject({ a: 1, b: undefined }))).toBe(true)
  expect(passes(() => own({ a: 1, b: 2 }).toMatchObject({ a: 1, b: undefined }))).toBe(false)
})

test('toBeGreaterThan', () => {
  for (const value of [0, 1, 2, Number.NaN, undefined]) {
    expect(passes(() => own(value).toBeGreaterThan(1))).toBe(value === 2)
  }
})
