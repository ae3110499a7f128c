/** Stands in for `node:http`, which nothing asks for where there is no wire. */
export function request(): never {
  throw new Error('there are no connections here')
}
