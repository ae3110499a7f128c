import type { Action } from '../context/action.ts'
import type { TrustContext } from '../context/build-context.ts'
import { headerValue } from '../context/request-facts.ts'
import { type Place, readPlace } from '../signals/place.ts'
import type { Signals } from '../signals/signal.ts'
import { type Baseline, withLast } from './session-record.ts'

const MAX_NETWORKS = 8
const MAX_KINDS = 16
/** A place is written again when it moved by about 10 km, or so that its time is not older than this. */
const PLACE_STEP_DEGREES = 0.1
const PLACE_REFRESH_MS = 300_000

/**
 * What an allowed request adds to what its session usually looks like; the same object where it adds nothing.
 * `placeSignal` is the signal that the travel rule reads.
 */
export function updateBaseline(
  baseline: Baseline,
  context: TrustContext,
  action: Action,
  signals: Signals,
  placeSignal: string,
): Baseline {
  let next = baseline
  const { networkNames, facts, now } = context
  const network = networkNames[0]
  if (network !== undefined && !networkNames.some((name) => baseline.networks.includes(name))) {
    next = { ...next, networks: withLast(next.networks, network, MAX_NETWORKS) }
  }
  const { family, platform } = facts.browser
  // Written once: a session that goes back and forth between two browsers is then asked once, not at each turn.
  if (baseline.browser === undefined && family !== undefined && platform !== undefined && isJudgedBrowser(context)) {
    next = { ...next, browser: { family, platform } }
  }
  const place = readPlace(signals[placeSignal]?.value)
  if (place !== undefined && (baseline.place === undefined || movedOn(baseline.place, place, now))) {
    next = { ...next, place: { ...place, at: now } }
  }
  if (action.name !== undefined || baseline.lastAction === undefined) {
    const last = baseline.lastAction
    if (last?.access !== action.access || last.sensitive !== action.sensitive)
      next = { ...next, lastAction: { access: action.access, sensitive: action.sensitive } }
  }
  if (action.kind !== undefined && !baseline.kinds.includes(action.kind))
    next = { ...next, kinds: withLast(next.kinds, action.kind, MAX_KINDS) }
  return next
}

/** Whether the request's agent string speaks for the browser: not for what an element of a page fetches. */
function isJudgedBrowser({ facts }: TrustContext): boolean {
  const destination = headerValue(facts, 'sec-fetch-dest')
  return destination === undefined || destination === 'document' || destination === 'empty'
}

function movedOn(before: NonNullable<Baseline['place']>, now: Place, at: number): boolean {
  const step = Math.max(Math.abs(before.latitude - now.latitude), Math.abs(before.longitude - now.longitude))
  return step > PLACE_STEP_DEGREES || Math.abs(at - before.at) > PLACE_REFRESH_MS
}
