import { hmac } from '@noble/hashes/hmac.js'
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'

/*
 * Hashes, MACs and randomness are synchronous on every runtime: Node's own through `process.getBuiltinModule` (Node, Bun,
 * Deno, workerd with `nodejs_compat`), noble's where that is missing. WebCrypto's hash costs 67 times the synchronous one,
 * since it hops to another thread.
 */
interface NodeCrypto {
  createHash(name: 'sha256'): { update(text: string): { digest(encoding: 'base64url'): string } }
  createHmac(name: 'sha256', key: string): { update(text: string): { digest(encoding: 'base64url'): string } }
  hash?(name: 'sha256', text: string, encoding: 'base64url'): string
}
interface Runtime {
  process?: { getBuiltinModule?(name: string): NodeCrypto | undefined }
  crypto: { getRandomValues(bytes: Uint8Array): Uint8Array }
}
const runtime = globalThis as unknown as Runtime
const node = runtime.process?.getBuiltinModule?.('node:crypto')

/** SHA-256 of a text, base64url without padding (43 characters). */
export const sha256: (text: string) => string = node
  ? node.hash
    ? (text) => (node.hash as NonNullable<NodeCrypto['hash']>)('sha256', text, 'base64url')
    : (text) => node.createHash('sha256').update(text).digest('base64url')
  : (text) => base64url(nobleSha256(utf8ToBytes(text)))

/** HMAC-SHA-256 of a text under a key, base64url without padding. */
export const keyedHash: (key: string, text: string) => string = node
  ? (key, text) => node.createHmac('sha256', key).update(text).digest('base64url')
  : (key, text) => base64url(hmac(nobleSha256, utf8ToBytes(key), utf8ToBytes(text)))

/** Fresh randomness from the runtime's generator, base64url without padding. */
export function randomToken(bytes: number): string {
  return base64url(runtime.crypto.getRandomValues(new Uint8Array(bytes)))
}

/** Compares two hashes without telling by its time where they differ. Lengths are no secret. */
export function sameHash(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i)
  return difference === 0
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function base64url(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i] as number, bytes[i + 1], bytes[i + 2]]
    text += ALPHABET.charAt(a >> 2) + ALPHABET.charAt(((a & 3) << 4) | ((b ?? 0) >> 4))
    if (b !== undefined) text += ALPHABET.charAt(((b & 15) << 2) | ((c ?? 0) >> 6))
    if (c !== undefined) text += ALPHABET.charAt(c & 63)
  }
  return text
}
