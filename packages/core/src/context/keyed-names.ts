import { LRUCache } from 'lru-cache'
import { keyedHash } from '../crypto.ts'

/**
 * Stands in for names that must not be stored or logged (a network, a device): a hash under the engine's own secret, so
 * that equal names stay equal and nobody without the secret can try names. Under several secrets (a rotation) a stored
 * name is recognised by each, and new ones are made under the first.
 */
export class KeyedNames {
  readonly #secrets: readonly string[]
  readonly #known = new LRUCache<string, readonly string[]>({ max: 10_000 })

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets
  }

  /** The hash to store. */
  of(name: string): string {
    return this.all(name)[0] as string
  }

  /** The hashes under each secret, to compare with stored ones. */
  all(name: string): readonly string[] {
    let hashes = this.#known.get(name)
    if (hashes === undefined) {
      hashes = this.#secrets.map((secret) => keyedHash(secret, name).slice(0, 22))
      this.#known.set(name, hashes)
    }
    return hashes
  }
}
