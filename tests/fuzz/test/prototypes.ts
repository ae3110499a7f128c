import { afterEach, expect } from 'vitest'

const prototypes = [Object.prototype, Array.prototype, String.prototype, Function.prototype, Map.prototype]
const shape = (): string =>
  JSON.stringify(
    prototypes.map((one) =>
      Object.entries(Object.getOwnPropertyDescriptors(one)).map(([name, it]) => [name, `${it.value ?? it.get}`]),
    ),
  )
const before = shape()

// Nothing that a client sends may reach what all objects share.
afterEach(() => {
  expect(shape()).toBe(before)
})
