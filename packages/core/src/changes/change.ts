import type { Level } from '../decision/outcome.ts'
import { type Subject, type SubjectName, storedKey } from '../subject.ts'

/** What became true outside a request is about one of these. `session` is its public handle. */
export type Target =
  | { readonly subject: SubjectName }
  | { readonly session: string; readonly tenant?: string | undefined }
  | { readonly device: string; readonly tenant?: string | undefined }
  | { readonly credential: string; readonly tenant?: string | undefined }
  | { readonly tenant: string }

/**
 * The kinds of change. `end`: whatever stands under the target ended, by position. `before`: whatever was authenticated up
 * to an outsider's instant ended. `narrowing`: a cause lowers the target. `signal`: a value was reported.
 */
export type ChangeKind = 'end' | 'before' | `narrowing:${string}` | `signal:${string}:${string}`

/** A change as it is handed to a store. */
export interface NewChange {
  /** The stored key of the target. */
  readonly target: string
  /** The tenant that it belongs to, for folding at the bound. */
  readonly tenant: string
  readonly kind: ChangeKind
  /** For `before`: the instant. For a narrowing: its band. Larger wins. */
  readonly rank?: number | undefined
  readonly value?: unknown
  readonly level?: Level | undefined
  readonly lifts?: string | undefined
  readonly reason?: string | undefined
  readonly by?: string | undefined
  /** Kept until then: as long as a credential from before it may live. */
  readonly keptUntil: number
}

/** A change as the log holds it. */
export interface Change extends NewChange {
  /** Orders it against the requests that began sessions. Grows with each append. */
  readonly position: number
  /** The store's time of the append. */
  readonly at: number
}

/**
 * What an append answers. `accepted`: felt, but gone if the store goes; `durable`: it outlives a restart.
 * `window`: how late other processes may feel it, in milliseconds. */
export interface Receipt {
  readonly status: 'accepted' | 'durable'
  readonly position: number
  readonly windowMs: number
}

/** The keys of targets. Each starts with the tenant. */
export const targetKey = {
  session: (tenant: string, handle: string): string => storedKey(tenant, 'session', handle),
  /** At one issuer. */
  subject: (tenant: string, issuer: string, id: string): string => storedKey(tenant, 'subject', issuer, id),
  /** At every issuer of the engine. */
  subjectAnywhere: (tenant: string, id: string): string => storedKey(tenant, 'subject', id),
  device: (tenant: string, key: string): string => storedKey(tenant, 'device', key),
  credential: (tenant: string, form: string): string => storedKey(tenant, 'credential', form),
  tenant: (tenant: string): string => storedKey(tenant, 'tenant'),
}

/** The form of lineage that is a subject's login at one instant, whatever id it has or is given. */
export const loginForm = (hash: string): string => `login:${hash}`

/** Whether a target is one login: another one, however much later, has another. */
export const isOneLogin = (target: string): boolean => /:login:[A-Za-z0-9_-]{43}$/.test(target)

/** The targets that a subject stands under, itself at its issuer and at any. */
export function subjectTargets(subject: Subject): readonly string[] {
  return [
    targetKey.subject(subject.tenant, subject.issuer, subject.id),
    targetKey.subjectAnywhere(subject.tenant, subject.id),
  ]
}
