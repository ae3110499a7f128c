import type { Narrowing } from '../decision/causes.ts'
import type { SessionRecord } from '../session/session-record.ts'
import type { ChangeNews } from '../store/store.ts'
import { Sweeper } from '../sweeper.ts'
import { type Change, isOneLogin, type NewChange, subjectTargets, targetKey } from './change.ts'

/** A value that was reported about a target, and when. */
export interface ReportedValue {
  readonly value: unknown
  readonly at: number
  /** What is reported about a session, a device or a credential speaks for that session only. */
  readonly per: 'session' | 'subject'
}

/** A load that was asked for before a cause was lifted may still arrive for so long. */
const LATE_MS = 60_000

/** What the log knows of one target. */
interface TargetChanges {
  end?: Change
  before?: Change
  narrowings?: Map<string, Change>
  signals?: Map<string, Change>
}

/** A look at the log: `position` orders a session against ends, `version` tells whether anything happened since. */
export interface LogMark {
  /** The newest position of the store's own that is held here: the only one that other processes know too. */
  readonly position: number
  /** Moves with every change, also with those that the store has not taken yet. */
  readonly version: number
}

/** The whole change log, held in this process: a request looks changes up here and asks nobody. */
export class ChangeLog {
  readonly #targets = new Map<string, TargetChanges>()
  readonly #listeners = new Set<(change: Change) => void>()
  readonly #sweeper = new Sweeper(this.#targets, dropExpired, (target) => this.#targets.delete(target))
  #position = 0
  #version = 0

  get position(): number {
    return this.#position
  }

  get version(): number {
    return this.#version
  }

  get mark(): LogMark {
    return { position: this.#position, version: this.#version }
  }

  /** Takes in what a store pushes. Loading anew merges: nothing that is held is dropped first. */
  take(news: ChangeNews): void {
    if (news.kind === 'change') this.merge(news.change)
  }

  merge(change: Change): void {
    this.#position = Math.max(this.#position, change.position)
    this.#put(change)
  }

  /**
   * Holds here what the store has not taken yet: later than all that began before it, earlier than the store's next change.
   * Answers a function that lets go of it, unless the store's own has taken its place.
   */
  hold(change: NewChange, at: number): () => void {
    const local: Change = { ...change, position: this.#position + 0.5, at }
    this.#put(local)
    return () => {
      const { narrowings } = this.#targets.get(change.target) ?? {}
      if (narrowings?.get(change.kind) !== local) return
      narrowings.delete(change.kind)
      this.#version += 1
    }
  }

  #put(change: Change): void {
    const held = this.#targets.get(change.target) ?? {}
    this.#targets.set(change.target, held)
    if (change.kind === 'end') held.end = later(held.end, change)
    else if (change.kind === 'before') held.before = wider(held.before, change)
    else if (change.kind.startsWith('narrowing:')) {
      // One that was taken away (`keptUntil` 0) is kept by its position, so that an older load does not bring it back.
      held.narrowings ??= new Map()
      held.narrowings.set(change.kind, later(held.narrowings.get(change.kind), change))
    } else {
      held.signals ??= new Map()
      held.signals.set(change.kind, later(held.signals.get(change.kind), change))
    }
    this.#version += 1
    this.#sweeper.sweep(change.at, 4)
    for (const listener of this.#listeners) listener(change)
  }

  /** Hears of every change after it is in the log. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The change that ended what stands under these targets, if there is one. */
  endOf(standing: EndStanding, now: number, leewayMs: number): Change | undefined {
    if (this.#targets.size === 0) return undefined
    for (const target of standing.targets) {
      const held = this.#targets.get(target)
      if (held === undefined) continue
      const end = held.end
      if (end !== undefined && end.keptUntil > now && isEnded(standing, target, end, leewayMs)) return end
      const before = held.before
      // An outsider's instant is compared with authentications only, in whole seconds and with doubt against the session.
      if (
        before !== undefined &&
        before.keptUntil > now &&
        seconds(standing.authenticatedAt) <= seconds(before.rank ?? 0) + leewayMs / 1000
      )
        return before
    }
    return undefined
  }

  narrowingsOf(targets: readonly string[], now: number): readonly Narrowing[] {
    if (this.#targets.size === 0) return NONE
    const found: Narrowing[] = []
    for (const target of targets) {
      const narrowings = this.#targets.get(target)?.narrowings
      if (narrowings === undefined) continue
      for (const change of narrowings.values()) if (change.keptUntil > now) found.push(change.value as Narrowing)
    }
    return found
  }

  /** The newest report of a signal about any of a record's targets. */
  reportOf(record: SessionRecord, name: string, now: number): ReportedValue | undefined {
    if (this.#targets.size === 0) return undefined
    let newest: Change | undefined
    for (const target of targetsOf(record)) {
      const change = this.#targets.get(target)?.signals?.get(`signal:reported:${name}`)
      if (change === undefined || change.keptUntil <= now) continue
      if (newest === undefined || newest.position <= change.position) newest = change
    }
    if (newest === undefined) return undefined
    const wide = [...subjectTargets(record.subject), targetKey.tenant(record.subject.tenant)].includes(newest.target)
    return { value: newest.value, at: newest.at, per: wide ? 'subject' : 'session' }
  }
}

/** What is compared with ends: which targets, since which position, and when it was last authenticated. */
export interface EndStanding {
  readonly targets: readonly string[]
  /** When it began; undefined for a credential that no record is known of. */
  readonly position: number | undefined
  readonly authenticatedAt: number
  /** Adopted sessions are compared by the time of their authentication: the provider, not we, began them. */
  readonly adopted: boolean
}

const targetsByRecord = new WeakMap<SessionRecord, readonly string[]>()

/** The targets that a session stands under: itself first, then its subject, device, lineage and tenant. */
export function targetsOf(record: SessionRecord): readonly string[] {
  const known = targetsByRecord.get(record)
  if (known !== undefined) return known
  const targets = listTargets(record)
  targetsByRecord.set(record, targets)
  return targets
}

function listTargets(record: SessionRecord): readonly string[] {
  const tenant = record.subject.tenant
  const targets = [targetKey.session(tenant, record.handle), ...subjectTargets(record.subject)]
  for (const presenter of record.standing.presenters) targets.push(targetKey.device(tenant, presenter.key))
  for (const form of record.lineage) targets.push(targetKey.credential(tenant, form))
  targets.push(targetKey.tenant(tenant))
  return targets
}

/** Positions never go back, as clocks may: what was there at an end is over, and so is the one login that an end names. */
function isEnded(
  { position, adopted, authenticatedAt }: EndStanding,
  target: string,
  end: Change,
  leewayMs: number,
): boolean {
  if (position !== undefined && end.position > position) return true
  return adopted && (seconds(authenticatedAt) * 1000 <= end.at + leewayMs || isOneLogin(target))
}

function later(known: Change | undefined, next: Change): Change {
  return known !== undefined && known.position > next.position ? known : next
}

/** Of two instants the later one, unless nobody is kept by it any more. */
function wider(known: Change | undefined, next: Change): Change {
  return known !== undefined && known.keptUntil > next.at && (known.rank ?? 0) > (next.rank ?? 0) ? known : next
}

/** Drops what has expired of a target, and tells whether nothing is left. */
function dropExpired(held: TargetChanges, now: number): boolean {
  if (held.end && held.end.keptUntil <= now) delete held.end
  if (held.before && held.before.keptUntil <= now) delete held.before
  for (const map of [held.narrowings, held.signals]) {
    for (const [kind, { keptUntil, at }] of map ?? [])
      if (Math.max(keptUntil, keptUntil === 0 ? at + LATE_MS : 0) <= now) map?.delete(kind)
  }
  return !held.end && !held.before && !held.narrowings?.size && !held.signals?.size
}

const seconds = (at: number): number => Math.floor(at / 1000)
const NONE: readonly Narrowing[] = []
