import type { Demand } from './decision/demand.ts'
import type { ResolvedDemand } from './decision/meet-demand.ts'
import { isLevel } from './decision/outcome.ts'
import { parseDuration } from './duration.ts'
import type { Engine } from './engine.ts'
import { MisuseError } from './errors.ts'
import { NOTHING_MORE } from './judge-request.ts'
import { didYouMean } from './nearest-name.ts'

/** What reading a demand needs of the engine. */
type DemandSettings = Pick<Engine, 'order' | 'actions' | 'demands'>

const MEMBERS = ['acr', 'maxAge', 'level', 'scopes', 'action', 'object', 'workload', 'agent', 'onStepUp']

function checkScopes(scopes: unknown): void {
  const isList = Array.isArray(scopes) && scopes.length > 0 && scopes.every((one) => typeof one === 'string')
  if (scopes !== undefined && !isList)
    throw new MisuseError('Scopes are a list of names', "Write for instance scopes: ['deploy']")
}

/** What programs show instead takes the place of a proof, so a part that asks for nothing would be a hole. */
function checkPart(kind: 'workload' | 'agent', part: unknown): void {
  if (part === undefined) return
  const mend = `Write for instance ${kind}: { scopes: ['deploy'] }`
  if (typeof part !== 'object' || part === null) throw new MisuseError(`A demand's ${kind} part is an object`, mend)
  for (const name of Object.keys(part)) {
    if (name !== 'scopes')
      throw new MisuseError(`A demand's ${kind} part has no "${name}"`, didYouMean(name, ['scopes']))
  }
  const { scopes } = part as { scopes?: unknown }
  if (scopes === undefined) throw new MisuseError(`A demand's ${kind} part asks for nothing`, mend)
  checkScopes(scopes)
}

/** Reads a demand, once where it cannot change any more. */
export function resolveDemand(engine: DemandSettings, demand: Demand | undefined): ResolvedDemand {
  if (demand === undefined) return NOTHING_MORE
  const known = engine.demands.get(demand)
  if (known !== undefined) return known
  const resolved = readDemand(engine, demand)
  if (Object.isFrozen(demand)) engine.demands.set(demand, resolved)
  return resolved
}

/** Checks a demand as it is written in code, and reads its durations. A demand that cannot be read is never a pass. */
function readDemand(engine: DemandSettings, demand: Demand): ResolvedDemand {
  if (typeof demand !== 'object' || demand === null)
    throw new MisuseError('A demand is an object', "Write for instance requireTrust({ acr: 'mfa' })")
  for (const name of Object.keys(demand)) {
    if (!MEMBERS.includes(name)) throw new MisuseError(`A demand has no "${name}"`, didYouMean(name, MEMBERS))
  }
  const maxAgeMs = demand.maxAge === undefined ? undefined : parseDuration(demand.maxAge)
  if (demand.maxAge !== undefined && maxAgeMs === undefined)
    throw new MisuseError(`"${String(demand.maxAge)}" is no length of time`, "Write for instance maxAge: '5m'")
  if (demand.acr !== undefined) engine.order.check(demand.acr)
  if (demand.level !== undefined && !isLevel(demand.level))
    throw new MisuseError(`"${String(demand.level)}" is no level`, "Write 'full', 'limited' or 'read-only'")
  if (demand.action !== undefined) engine.actions.check(demand.action)
  if (
    demand.object !== undefined &&
    (typeof demand.object !== 'string' || demand.object === '' || demand.action === undefined)
  ) {
    throw new MisuseError(
      'An object is a name, of an action',
      "Write for instance { acr: 'mfa', action: 'transfer', object: order.id }",
    )
  }
  checkScopes(demand.scopes)
  checkPart('workload', demand.workload)
  checkPart('agent', demand.agent)
  return {
    acr: demand.acr,
    maxAgeMs,
    level: demand.level,
    scopes: demand.scopes,
    action: demand.action,
    object: demand.object,
    workload: demand.workload,
    agent: demand.agent,
  }
}
