import assert from 'node:assert/strict'

/** The assertions of this suite: its own, since not every test runner brings some. */
export interface Assertions {
  toBe(expected: unknown): void
  /** Deeply; a member that is undefined counts as absent. */
  toEqual(expected: unknown): void
  /** The same for the members that are expected; others may be there. Lists have as many items. */
  toMatchObject(expected: object): void
  toBeGreaterThan(expected: number): void
}

export function expect(value: unknown): Assertions {
  return {
    toBe: (expected) => assert.equal(value, expected),
    toEqual: (expected) => assert.deepEqual(plain(value), plain(expected)),
    toMatchObject: (expected) => assert.deepEqual(expectedPart(value, expected), plain(expected)),
    toBeGreaterThan: (expected) => assert.ok((value as number) > expected, `${String(value)} is not above ${expected}`),
  }
}

/** Rows may come from a database's client: what class they are of, and whether a member is absent or undefined, is its own. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (!isObject(value)) return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member)]))
}

function expectedPart(value: unknown, expected: unknown): unknown {
  if (Array.isArray(expected) && Array.isArray(value) && value.length === expected.length)
    return value.map((item, i) => expectedPart(item, expected[i]))
  if (!isObject(expected) || !isObject(value) || Array.isArray(expected) || Array.isArray(value)) return plain(value)
  const members = Object.keys(expected)
    .filter((name) => Object.hasOwn(value, name) && value[name] !== undefined)
    .map((name) => [name, expectedPart(value[name], expected[name])])
  return Object.fromEntries(members)
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
