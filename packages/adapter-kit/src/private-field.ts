/**
 * Puts a private field of a class that extends this onto an object of somebody else: nothing outside of that class can read,
 * copy or forge it, as with a WeakMap. But a WeakMap whose values lead back to their keys keeps each of them until the next
 * full collection.
 */
export class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: it is how a private field gets onto an object of somebody else
    return object
  }
}
