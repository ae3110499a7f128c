import type { ChangeStore, RecordStore, SessionStore } from '@retrust/core'

/** An operation of a store by its name, and `changes.news`: one piece of news on its way to one subscriber. */
export type Operation =
  | `sessions.${keyof SessionStore}`
  | `changes.${Exclude<keyof ChangeStore, 'subscribe'>}`
  | `records.${keyof RecordStore}`
  | 'changes.news'

/** One call of a faulty store. */
export interface Call {
  /** Counted from 1, over all operations. */
  readonly number: number
  readonly operation: Operation
  /** As the caller gave them; of `changes.news`: the news, and the number of the subscriber, counted from 0. */
  readonly given: readonly unknown[]
  /** The stored key that it is about: of a session, a change's target, or a record. */
  readonly key: string | undefined
}

/** Which calls a fault is for. All that is said must hold; without anything it is for every call. */
export interface Which {
  readonly operation?: Operation | readonly Operation[] | undefined
  readonly when?: ((call: Call) => boolean) | undefined
  /** Of the calls that `operation` and `when` leave: the n-th since the fault was put in, counted from 1. */
  readonly nth?: number | readonly number[] | undefined
}

export const OPERATIONS: {
  readonly sessions: readonly (keyof SessionStore)[]
  readonly changes: readonly Exclude<keyof ChangeStore, 'subscribe'>[]
  readonly records: readonly (keyof RecordStore)[]
} = {
  sessions: ['read', 'create', 'rotate', 'raise', 'narrow', 'widen', 'end', 'touch', 'page'],
  changes: ['append', 'since', 'remove'],
  records: ['read', 'write', 'remove', 'page'],
}

const LOOKS: ReadonlySet<Operation> = new Set(['sessions.page', 'changes.since', 'records.read', 'records.page'])

/** Whether a call may leave something behind. A look at a session does where it also claims, touches or takes a place. */
export function isWrite({ operation, given }: Call): boolean {
  if (operation !== 'sessions.read') return !LOOKS.has(operation)
  const { claim, touch, presenter } = given[0] as Record<string, unknown>
  return claim !== undefined || touch !== undefined || presenter !== undefined
}

export function keyOf(operation: Operation, [first, second]: readonly unknown[]): string | undefined {
  const named = first as { key?: string; target?: string; change?: { target: string } } | string | undefined
  switch (operation) {
    case 'records.read':
    case 'records.remove':
      return second as string
    case 'records.write':
      return (second as { key: string }).key
    case 'changes.news':
      return (named as { change?: { target: string } }).change?.target
    default:
      return typeof named === 'string' ? named : (named?.key ?? named?.target)
  }
}
