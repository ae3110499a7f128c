import type { ChangeLog } from '../changes/change-log.ts'
import type { Action } from '../context/action.ts'
import type { TrustContext } from '../context/build-context.ts'
import { isPromise, type MaybePromise, whenReady } from '../ready.ts'
import type { LiveSession } from '../session/loaded-session.ts'
import type { SessionFacts } from '../session/session-facts.ts'
import type { Signal, SignalReach } from './signal.ts'
import type { SignalNames, WatchedSignals } from './signal-names.ts'
import type { CompiledSource } from './signal-source.ts'

export interface SignalSettings {
  readonly names: SignalNames
  readonly sources: readonly CompiledSource[]
  readonly perAction: readonly CompiledSource[]
  readonly log: ChangeLog
}

/** Stage 5: what was reported, and what the sources say, asked all at once. A source that fails is a fault of its own and no other's. */
export function collectSignals(
  settings: SignalSettings,
  context: TrustContext,
  live: LiveSession,
  session: SessionFacts,
  action: Action,
): MaybePromise<WatchedSignals> {
  const snapshot = settings.names.snapshot()
  fillReported(settings, snapshot, live, context.now)
  const asked = settings.sources.length === 0 ? undefined : askAll(settings.sources, snapshot, context, session, action)
  return isPromise(asked) ? asked.then(() => snapshot) : snapshot
}

/**
 * Asks the sources that want to know the action, over the snapshot of the others. What they answer is for this judgement
 * only: the next one may be of another action.
 */
export function collectPerAction(
  settings: SignalSettings,
  snapshot: WatchedSignals,
  context: TrustContext,
  session: SessionFacts,
  action: Action,
): MaybePromise<WatchedSignals> {
  if (settings.perAction.length === 0 || action.name === undefined) return snapshot
  const own = snapshot.copy()
  return whenReady(askAll(settings.perAction, own, context, session, action), () => own)
}

/** Reports are looked up in the log that this process holds: nobody is asked. */
export function fillReported(
  { names, log }: SignalSettings,
  snapshot: WatchedSignals,
  live: LiveSession,
  now: number,
): void {
  if (log.version === 0) return
  for (const name of names.names) {
    const report = log.reportOf(live.record, name, now)
    if (report !== undefined)
      keepNewer(snapshot, name, { state: 'known', value: report.value, at: report.at }, report.per)
  }
}

function askAll(
  sources: readonly CompiledSource[],
  snapshot: WatchedSignals,
  context: TrustContext,
  session: SessionFacts,
  action: Action,
): MaybePromise<void> {
  let waiting: Promise<void>[] | undefined
  const asked = { action, signals: snapshot.signals }
  for (const source of sources) {
    const answer = source.ask(context, session, asked)
    if (isPromise(answer)) {
      waiting ??= []
      waiting.push(answer.then((signal) => keepNewer(snapshot, source.name, signal)))
    } else {
      keepNewer(snapshot, source.name, answer)
    }
  }
  return waiting === undefined ? undefined : Promise.all(waiting).then(() => undefined)
}

/** A report and a source may both speak: the newer value counts, and a failing source never hides a report. */
function keepNewer(snapshot: WatchedSignals, name: string, signal: Signal, reach?: SignalReach): void {
  const known = snapshot.signals[name] as Signal
  if (known.state === 'known' && (signal.state !== 'known' || known.at > signal.at)) return
  snapshot.set(name, signal, reach)
}
