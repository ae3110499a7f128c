// Stages are no public names and should be none: their functions are bundled from core's sources, and run over what the
// published engine made.
import { factsFromNode, proxiesOf } from '@retrust/adapter-kit'
import { makeRecord } from '../../../packages/core/src/audit/make-record.ts'
import { buildContext } from '../../../packages/core/src/context/build-context.ts'
import { verifyCredential } from '../../../packages/core/src/credentials/verify-credential.ts'
import { decide } from '../../../packages/core/src/decision/decide.ts'
import { enforceDecision } from '../../../packages/core/src/enforcement/enforce-decision.ts'
import type { Engine } from '../../../packages/core/src/engine.ts'
import type { Judgement, Thought } from '../../../packages/core/src/judge-request.ts'
import { runRules } from '../../../packages/core/src/policy/run-rules.ts'
import { flushTouch } from '../../../packages/core/src/session/flush-touch.ts'
import { loadSession } from '../../../packages/core/src/session/load-session.ts'
import type { LiveSession } from '../../../packages/core/src/session/loaded-session.ts'
import { factsOf, type SessionFacts } from '../../../packages/core/src/session/session-facts.ts'
import { collectSignals } from '../../../packages/core/src/signals/collect-signals.ts'
import { nodeRequest } from '../judged/requests.ts'
import type { Case } from './measure-in-turns.ts'
import type { WholeCheck } from './whole-check.ts'

/** A request that was judged, looked at from inside. */
interface Inside {
  readonly engine: Engine
  readonly latest: Judgement
}

/** Each stage of a request alone, over the same inputs as in a whole check. */
export async function stagesOf({ trust, cookies }: WholeCheck): Promise<readonly Case[]> {
  const request = nodeRequest(cookies[0] as string)
  const proxies = proxiesOf(trust)
  const facts = factsFromNode(request, proxies)
  const opened = trust.open(facts)
  await opened.admit()
  const { engine, latest } = opened as unknown as Inside
  const { observation } = latest
  const { context, action, signals } = observation
  const loaded = observation.loaded as LiveSession
  const session = observation.session as SessionFacts
  const { input, decided } = latest.thought as Thought
  const verified = await verifyCredential(engine.credentials, context, undefined)
  const situation = {
    context,
    session,
    presenter: loaded.presenter,
    action,
    signals: signals.signals,
    acrOrder: engine.order.values,
  }

  const steps: Readonly<Record<string, () => unknown>> = {
    '1 facts: method, path, origin, peer, browser, cookies': () => {
      const read = factsFromNode(request, proxies)
      return [read.method, read.path, read.origin, read.peer, read.browser, read.cookies, read.channel]
    },
    '2 context': () => buildContext(facts, '', engine.clock.now(), engine.names).networkNames,
    '3 credential: cookie and device': () => verifyCredential(engine.credentials, context, undefined),
    '4 session: one read of the near store': () => loadSession(engine.load, context, verified),
    '5 signals': () => collectSignals(engine.signals, context, loaded, factsOf(loaded), action),
    '6 policy: ten rules': () => runRules(engine.rules, situation, signals),
    '7 decision': () => decide(input),
    '8 enforcement': () => {
      flushTouch(engine, observation, decided.decision, action)
      return enforceDecision(engine, loaded, decided)
    },
    '9 audit: the record': () => makeRecord('decision', 'admission', action, latest, loaded.record, undefined),
  }
  return Object.entries(steps).map(([name, step]): Case => ({ name, run: (times) => repeat(step, times) }))
}

/** What a step answers is looked at, so that no compiler leaves the step out. */
function repeat(step: () => unknown, times: number): void {
  let nothing = 0
  for (let i = 0; i < times; i++) if (step() === null) nothing += 1
  if (nothing > 0) throw new Error('a stage answered null')
}
