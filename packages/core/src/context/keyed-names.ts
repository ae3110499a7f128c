import { keyedHash, randomToken } from '../crypto.ts'
import { TwoGenerationMap } from '../two-generation-map.ts'

/** Kinds of names that are not stored as they are. */
export type NameKind = 'network' | 'device' | 'browser' | 'presenter-network'

/** The hashes of a name under each of the engine's secrets. */
export type Names = (kind: NameKind, name: string) => readonly string[]

const KEPT = 5_000

/**
 * Stands in for names that must not be stored or logged (a network, a device): a hash under the engine's own secret, so
 * that equal names stay equal and nobody without the secret can try names. Under several secrets (a rotation) a stored
 * name is recognised by each, and new ones are made under the first.
 */
export class KeyedNames {
  #secrets: readonly string[] | undefined
  readonly #known: Readonly<Record<NameKind, TwoGenerationMap<readonly string[]>>> = {
    network: new TwoGenerationMap(KEPT),
    device: new TwoGenerationMap(KEPT),
    browser: new TwoGenerationMap(KEPT),
    'presenter-network': new TwoGenerationMap(KEPT),
  }

  /** @param secrets - without any: one of this process. */
  constructor(secrets: readonly string[] | undefined) {
    this.#secrets = secrets
  }

  /** The hash to store. */
  of(kind: NameKind, name: string): string {
    return this.all(kind, name)[0] as string
  }

  /** The hashes under each secret, to compare with stored ones. */
  readonly all: Names = (kind, name) => {
    const known = this.#known[kind]
    let hashes = known.get(name)
    if (hashes === undefined) {
      // Drawn when it is first needed: workerd gives no randomness while modules load, which is when engines are built.
      this.#secrets ??= [randomToken(32)]
      hashes = this.#secrets.map((secret) => keyedHash(secret, `${kind}:${name}`).slice(0, 22))
      known.set(name, hashes)
    }
    return hashes
  }
}
