import { MisuseError, StoreUnavailableError } from '../errors.ts'
import { type MaybePromise, whenReady } from '../ready.ts'
import type { SessionRecord } from '../session/session-record.ts'
import { isChange, isNews } from './is-change.ts'
import { isSessionRecord } from './is-session-record.ts'
import { isNewer, SeenRevisions, wentBack } from './seen-revisions.ts'
import type { ChangeStore, PageOf, RecordStore, SessionRead, SessionStore, Store } from './store.ts'
import { isCount, isListOf, isMaybe, isNumber, isObject, isText } from './value-checks.ts'

/**
 * A store whose answers can be relied on: one that answers something else than was asked could not be asked. Half a record
 * would otherwise be judged by comparisons with what is missing, and those come out as if nothing were wrong.
 */
export function checkedStore(store: Store): Store {
  const seen = new SeenRevisions()
  return {
    name: store.name,
    shared: store.shared,
    start: (clock) => store.start(clock),
    sessions: checkedSessions(store, seen),
    changes: checkedChanges(store, seen),
    records: checkedRecords(store),
    close: () => store.close(),
  }
}

function checkedSessions(store: Store, seen: SeenRevisions): SessionStore {
  // A store in this process answers the same object until the record moves, and changes none in place: each is looked
  // through once.
  const sound = new WeakMap<object, string>()
  const isSound = (value: unknown, key: string): value is SessionRecord => {
    if (isObject(value) && sound.get(value) === key) return true
    if (!isSessionRecord(value, key)) return false
    sound.set(value, key)
    return true
  }
  const swapped: (operation: 'rotate' | 'raise') => SessionStore['rotate'] & SessionStore['raise'] =
    (operation) => (key: string, revision: number, next: never) =>
      answered(`sessions.${operation}`, store.sessions[operation](key, revision, next), (answer) => {
        if (!isObject(answer)) return false
        if (answer.kind !== 'done') return answer.kind === 'conflict' || answer.kind === 'gone'
        if (!isSessionRecord(answer.record, key) || answer.record.revision <= revision) return false
        seen.note(answer.record)
        return true
      })
  return {
    read(read) {
      const before = seen.get(read.key)
      return answered('sessions.read', store.sessions.read(read), (answer) => {
        if (!isObject(answer) || !isNumber(answer.now)) return false
        if (answer.kind === 'absent') return true
        const { kind, record } = answer
        if (kind !== 'found' || !isClaim(answer.claim, read)) return false
        if (!isSound(record, read.key) || wentBack(record, before)) return false
        if (before === undefined || isNewer(record, before)) seen.note(record)
        return true
      })
    },
    create(record, over) {
      if (!isSessionRecord(record, record.key)) throw unreadable('session')
      return answered('sessions.create', store.sessions.create(record, over), (answer) => {
        if (!isObject(answer) || typeof answer.created !== 'boolean' || !isNumber(answer.now)) return false
        if (answer.created) seen.begin(record)
        return true
      })
    },
    rotate: swapped('rotate'),
    raise: swapped('raise'),
    narrow: (key, narrowing) => store.sessions.narrow(key, narrowing),
    widen: (key, code) => store.sessions.widen(key, code),
    end: (key, ending) =>
      answered('sessions.end', store.sessions.end(key, ending), (answer) => typeof answer === 'boolean'),
    touch: (key, touch) => store.sessions.touch(key, touch),
    page: (of) =>
      answered(
        'sessions.page',
        store.sessions.page(of),
        (answer) =>
          isObject(answer) &&
          isListOf(answer.sessions, (one) => isOfPage(one, of)) &&
          // The same place again would be asked for without end.
          isMaybe(answer.next, (next) => isText(next) && next !== of.after),
      ),
  }
}

function checkedChanges(store: Store, seen: SeenRevisions): ChangeStore {
  return {
    append(change) {
      // One that nobody can read again would keep every process from holding the whole log.
      if (!isChange({ ...change, position: 0, at: 0 })) throw unreadable('change')
      return answered(
        'changes.append',
        store.changes.append(change),
        (receipt) =>
          isObject(receipt) &&
          (receipt.status === 'accepted' || receipt.status === 'durable') &&
          isCount(receipt.position) &&
          isNumber(receipt.windowMs),
      )
    },
    since: (arrival) =>
      answered('changes.since', store.changes.since(arrival), (answer) => {
        if (!isObject(answer) || !isListOf(answer.changes, isChange) || !isCount(answer.arrival)) return false
        if (!isText(answer.identity)) return false
        seen.underIdentity(answer.identity)
        return true
      }),
    remove: (target, kind) => store.changes.remove(target, kind),
    subscribe(listener) {
      const unsubscribe: unknown = store.changes.subscribe((news) => {
        if (isNews(news) && news.kind === 'heartbeat') seen.underIdentity(news.identity)
        listener(news)
      })
      if (typeof unsubscribe === 'function') return unsubscribe as () => void
      throw new StoreUnavailableError('changes.subscribe', nonsense())
    },
  }
}

function checkedRecords(store: Store): RecordStore {
  const isRecord = (value: unknown): value is Record<string, unknown> =>
    isObject(value) && isText(value.key) && isCount(value.revision) && isNumber(value.expiresAt)
  const isDone = (answer: unknown): boolean => typeof answer === 'boolean'
  return {
    read: (namespace, key) =>
      answered('records.read', store.records.read(namespace, key), (answer) =>
        isMaybe(answer, (one) => isRecord(one) && one.key === key),
      ),
    write: (namespace, record, expected) =>
      answered('records.write', store.records.write(namespace, record, expected), isDone),
    remove: (namespace, key, expected) =>
      answered('records.remove', store.records.remove(namespace, key, expected), isDone),
    page: (namespace, of) =>
      answered('records.page', store.records.page(namespace, of), (answer) =>
        isListOf(answer, (one) => isRecord(one) && one.target === of.target),
      ),
  }
}

function answered<T>(
  operation: string,
  answer: MaybePromise<T>,
  isSound: (answer: unknown) => boolean,
): MaybePromise<T> {
  return whenReady(answer, (one) => {
    if (isSound(one)) return one
    throw new StoreUnavailableError(operation, nonsense())
  })
}

const unreadable = (what: string): MisuseError =>
  new MisuseError(`This ${what} could not be read again, so it is not written`, 'Names are texts and times are numbers')

const nonsense = (): Error => new Error('the store answered something else than was asked')

function isClaim(claim: unknown, { claim: asked }: SessionRead): boolean {
  return claim === 'none' || (asked !== undefined && (claim === 'made' || claim === 'used'))
}

function isOfPage(value: unknown, { tenant, subject }: PageOf): boolean {
  if (!isObject(value) || !isText(value.key) || !isSessionRecord(value, value.key)) return false
  const of = value.subject
  if (of.tenant !== tenant) return false
  return (
    subject === undefined || (of.id === subject.id && (subject.issuer === undefined || of.issuer === subject.issuer))
  )
}
