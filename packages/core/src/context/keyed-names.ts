import { LRUCache } from 'lru-cache'
import { keyedHash, randomToken } from '../crypto.ts'

/**
 * Stands in for names that must not be stored or logged (a network, a device): a hash under the engine's own secret, so
 * that equal names stay equal and nobody without the secret can try names. Under several secrets (a rotation) a stored
 * name is recognised by each, and new ones are made under the first.
 */
export class KeyedNames {
  #secrets: readonly string[] | undefined
  readonly #known = new LRUCache<string, readonly string[]>({ max: 10_000 })

  /** @param secrets - without any: one of this process. */
  constructor(secrets: readonly string[] | undefined) {
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
      // Drawn when it is first needed: workerd gives no randomness while modules load, which is when engines are built.
      this.#secrets ??= [randomToken(32)]
      hashes = this.#secrets.map((secret) => keyedHash(secret, name).slice(0, 22))
      this.#known.set(name, hashes)
    }
    return hashes
  }
}
