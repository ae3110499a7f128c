import { MisuseError } from './errors.ts'

/** What kind of caller a verified credential says it is. Never taken from the request. */
export type SubjectKind = 'human' | 'workload' | 'agent'

/** Who acts. Its key is (tenant, issuer, id). */
export interface Subject {
  /** Empty where the engine has no `tenant` option. */
  readonly tenant: string
  /** Who vouches for the id: an OpenID issuer, or empty for the application's own users. */
  readonly issuer: string
  readonly id: string
  readonly kind: SubjectKind
}

/** A subject as callers name it. Without an issuer: the application's own (`begin`), or that id at every issuer (`revoke`). */
export interface SubjectName {
  readonly id: string
  readonly issuer?: string | undefined
  readonly tenant?: string | undefined
}

const KINDS: readonly unknown[] = ['human', 'workload', 'agent']

/** Checks a subject as the application names it. With anything else in it a row could never be read again. */
export function checkSubject(whose: string, subject: { readonly [K in keyof Subject]?: unknown }): void {
  const { id, issuer, kind } = subject
  const wrong = (problem: string, mend: string): MisuseError => new MisuseError(`The subject ${whose} ${problem}`, mend)
  if (typeof id !== 'string' || id === '')
    throw wrong('has no `id` that is a text', 'Write for instance subject: { id: String(user.id) }')
  if (typeof (issuer ?? '') !== 'string')
    throw wrong('has an `issuer` that is no text', 'Leave it out for your own users')
  if (!KINDS.includes(kind ?? 'human'))
    throw wrong('has a `kind` that there is not', "Leave it out, or write 'human', 'workload' or 'agent'")
}

/**
 * Joins parts into one stored key. Each part carries its length, so that no choice of names makes two keys equal.
 *
 * @example
 * ```ts
 * import { storedKey } from '@retrust/core'
 *
 * const key = storedKey('tenant-a', 'subject', 'alice')
 * ```
 */
export function storedKey(...parts: readonly string[]): string {
  let key = ''
  for (const part of parts) key += `${part.length}:${part}`
  return key
}
