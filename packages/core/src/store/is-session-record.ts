import type { AnsweredCause, Cause, Narrowing } from '../decision/causes.ts'
import { isLevel } from '../decision/outcome.ts'
import type { Authentication } from '../session/authentication.ts'
import {
  type AdmittedPresenter,
  type Baseline,
  type Ending,
  type Secrets,
  type SessionRecord,
  type SpentSecret,
  type Standing,
  sessionKey,
} from '../session/session-record.ts'
import type { Subject } from '../subject.ts'
import { isCount, isListOf, isMaybe, isNumber, isObject, isText, type Unchecked } from './value-checks.ts'

/** Whether this is the whole record of exactly this key: its tenant's and its handle's, and nothing missing that is judged by. */
export function isSessionRecord(value: unknown, key: string): value is SessionRecord {
  if (!isObject(value)) return false
  const record: Unchecked<SessionRecord> = value
  const { subject, handle, ended, secrets } = record
  return (
    record.key === key &&
    isText(handle) &&
    isSubject(subject) &&
    sessionKey(subject.tenant, handle) === key &&
    isText(record.credential) &&
    isListOf(record.lineage, isText) &&
    isCount(record.revision) &&
    isCount(record.position) &&
    isMaybe(record.adoptedAuthTime, isNumber) &&
    isNumber(record.beganAt) &&
    isNumber(record.lastSeenAt) &&
    isNumber(record.idleMs) &&
    isNumber(record.expiresAt) &&
    isNumber(record.keptUntil) &&
    (secrets === undefined || isSecrets(secrets)) &&
    isStanding(record.standing) &&
    isMaybe(record.before, isStanding) &&
    isListOf(record.narrowings, isNarrowing) &&
    isBaseline(record.baseline) &&
    (ended === undefined || isEnding(ended))
  )
}

export function isNarrowing(value: unknown): value is Narrowing {
  if (!isCause(value)) return false
  const { code, level, lifts, at, until }: Unchecked<Narrowing> = value
  return isText(code) && isLevel(level) && isMaybe(lifts, isText) && isNumber(at) && isNumber(until)
}

function isSubject(value: unknown): value is Subject {
  if (!isObject(value)) return false
  const { tenant, issuer, id, kind }: Unchecked<Subject> = value
  return isText(tenant) && isText(issuer) && isText(id) && (kind === 'human' || kind === 'workload' || kind === 'agent')
}

function isSecrets(value: unknown): boolean {
  if (!isObject(value)) return false
  const { current, previous, previousUntil, spent }: Unchecked<Secrets> = value
  return isText(current) && isMaybe(previous, isText) && isMaybe(previousUntil, isNumber) && isListOf(spent, isSpent)
}

function isSpent(value: unknown): boolean {
  if (!isObject(value)) return false
  const { hash, since }: Unchecked<SpentSecret> = value
  return isText(hash) && isNumber(since)
}

function isStanding(value: unknown): boolean {
  if (!isObject(value)) return false
  const { authentications, answered, presenters }: Unchecked<Standing> = value
  return (
    isListOf(authentications, isAuthentication) &&
    // A session that nobody ever proved is none.
    (authentications as readonly unknown[]).length > 0 &&
    isListOf(answered, isAnsweredCause) &&
    isListOf(presenters, isPresenter)
  )
}

function isAuthentication(value: unknown): boolean {
  if (!isObject(value)) return false
  const { acr, amr, at, by, action, object, spentAt }: Unchecked<Authentication> = value
  return (
    isText(acr) &&
    isListOf(amr, isText) &&
    isNumber(at) &&
    (by === 'begin' || by === 'raise') &&
    isMaybe(action, isText) &&
    isMaybe(object, isText) &&
    isMaybe(spentAt, isNumber)
  )
}

function isCause(value: unknown): value is Record<string, unknown> {
  if (!isObject(value)) return false
  const { rule, about, band }: Unchecked<Cause> = value
  return isText(rule) && isText(about) && (band === 'unknown' || isNumber(band))
}

function isAnsweredCause(value: unknown): boolean {
  if (!isCause(value)) return false
  const { acr, by, at, until }: Unchecked<AnsweredCause> = value
  return isText(acr) && (by === 'begin' || by === 'raise') && isNumber(at) && isNumber(until)
}

function isPresenter(value: unknown): boolean {
  if (!isObject(value)) return false
  const { key, at, by }: Unchecked<AdmittedPresenter> = value
  return isText(key) && isNumber(at) && (by === 'begin' || by === 'raise' || by === 'fleet')
}

function isBaseline(value: unknown): boolean {
  if (!isObject(value)) return false
  const { networks, browser, place, kinds, lastAction }: Unchecked<Baseline> = value
  return (
    isListOf(networks, isText) &&
    isListOf(kinds, isText) &&
    isMaybe(browser, (one) => isObject(one) && isText(one.family) && isText(one.platform)) &&
    isMaybe(place, (one) => isObject(one) && isNumber(one.latitude) && isNumber(one.longitude) && isNumber(one.at)) &&
    isMaybe(lastAction, isLastAction)
  )
}

function isLastAction(value: unknown): boolean {
  if (!isObject(value)) return false
  const { access, sensitive }: Unchecked<NonNullable<Baseline['lastAction']>> = value
  return (access === 'read' || access === 'write') && typeof sensitive === 'boolean'
}

function isEnding(value: unknown): boolean {
  if (!isObject(value)) return false
  const { at, reason, by }: Unchecked<Ending> = value
  return isNumber(at) && isText(reason) && isText(by)
}
