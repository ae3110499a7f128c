import type { Action } from '../context/action.ts'
import type { TrustContext } from '../context/build-context.ts'
import { headerValue } from '../context/request-facts.ts'
import type { Signals } from '../signals/signal.ts'
import { type Baseline, withLast } from './session-record.ts'

const MAX_NETWORKS = 8
const MAX_KINDS = 16
/** A place is written again when it moved by about 10 km, or so that its time is not older than this. */
const PLACE_STEP_DEGREES = 0.1
const PLACE_REFRESH_MS = 300_000

/** What an allowed request adds to what its session usually looks like; the same object where it adds nothing. */
export function updateBaseline(baseline: Baseline, context: TrustContext, action: Action, signals: Signals): Baseline {
  let next = baseline
  const { networkNames, facts, now } = context
  const network = networkNames[0]
  if (network !== undefined && !networkNames.some((name) => baseline.networks.includes(name))) {
    next = { ...next, networks: withLast(next.networks, network, MAX_NETWORKS) }
  }
  const { family, platform } = facts.browser
  // A media element fetches with an agent string of its own: only what a page or a script sends counts.
  if (
    family !== undefined &&
    platform !== undefined &&
    baseline.browser?.family !== family &&
    isJudgedBrowser(context)
  ) {
    next = { ...next, browser: { family, platform } }
  } else if (
    platform !== undefined &&
    family !== undefined &&
    baseline.browser?.platform !== platform &&
    isJudgedBrowser(context)
  ) {
    next = { ...next, browser: { family, platform } }
  }
  const place = placeOf(signals, now)
  if (place !== undefined && (baseline.place === undefined || movedOn(baseline.place, place))) next = { ...next, place }
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
export function isJudgedBrowser({ facts }: TrustContext): boolean {
  const destination = headerValue(facts, 'sec-fetch-dest')
  return destination === undefined || destination === 'document' || destination === 'empty'
}

function placeOf(signals: Signals, at: number): Baseline['place'] {
  const value = signals.place?.value as { latitude?: unknown; longitude?: unknown } | undefined
  const { latitude, longitude } = value ?? {}
  if (
    typeof latitude !== 'number' ||
    typeof longitude !== 'number' ||
    !Number.isFinite(latitude) ||
    !Number.isFinite(longitude)
  )
    return undefined
  // 0,0 is what many databases answer for "nowhere".
  return latitude === 0 && longitude === 0 ? undefined : { latitude, longitude, at }
}

function movedOn(before: NonNullable<Baseline['place']>, now: NonNullable<Baseline['place']>): boolean {
  return (
    Math.abs(before.latitude - now.latitude) > PLACE_STEP_DEGREES ||
    Math.abs(before.longitude - now.longitude) > PLACE_STEP_DEGREES ||
    Math.abs(now.at - before.at) > PLACE_REFRESH_MS
  )
}
