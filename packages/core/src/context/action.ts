import type { Level } from '../decision/outcome.ts'
import { MisuseError } from '../errors.ts'
import { didYouMean } from '../nearest-name.ts'
import { headerValue, type RequestFacts } from './request-facts.ts'

/** How an action of the catalogue is described. */
export interface ActionOptions {
  /** What it does to data. Default: by method (GET and HEAD read, all others write). */
  readonly access?: 'read' | 'write' | undefined
  /** Needs the level `full`. Default false. */
  readonly sensitive?: boolean | undefined
  /**
   * Lowers a method that usually writes, for instance `'POST /search'` or `'POST /reports/:id/preview'`: at admission these
   * requests are this action already. Compared segment by segment with the raw path. It names no request that reads, since
   * nothing is to be lowered there: routes name their actions with `requireTrust({ action })`.
   */
  readonly match?: string | undefined
}

/** What this request does. */
export interface Action<Name extends string = string> {
  /** Its name in the catalogue; undefined until a route or controller names it. */
  readonly name: Name | undefined
  /** The kind of resource: what stands before the first dot of the name. */
  readonly kind: string | undefined
  readonly access: 'read' | 'write'
  readonly sensitive: boolean
  /** Login, log-out and the way back up: rules and levels do not refuse these at admission. */
  readonly essential: boolean
  readonly object: string | undefined
}

/** The paths of the pages that a person's navigation is sent to. */
export interface Pages {
  readonly login?: string | undefined
  readonly logout?: string | undefined
  readonly stepUp?: string | undefined
}

const OVERRIDES = ['x-http-method-override', 'x-http-method', 'x-method-override'] as const

/** The level that an action needs: what is sensitive `full`, other writes `limited`, other reads `read-only`. */
export function requiredLevel(action: Action): Level {
  if (action.sensitive) return 'full'
  return action.access === 'write' ? 'limited' : 'read-only'
}

/** Whether a method reads only (RFC 9110 section 9.2.1). */
export function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

/** An action whose `match` says which requests are it. */
interface Lowered {
  readonly method: string
  readonly segments: readonly string[]
  readonly name: string
  readonly access: 'read' | 'write'
}

/** The method as it was sent, and as the framework has it now. */
export interface MethodPair {
  readonly wire: string
  readonly present: string
}

/** Tells what a request does: by its method at admission, by its name once a route or controller says it. */
export class ActionCatalogue {
  readonly #actions: ReadonlyMap<string, ActionOptions>
  readonly #lowered: readonly Lowered[]
  readonly #pages: Pages

  constructor(actions: ReadonlyMap<string, ActionOptions>, pages: Pages) {
    this.#actions = actions
    this.#pages = pages
    this.#lowered = [...actions].flatMap(([name, { match, access }]) => {
      if (match === undefined) return []
      const [method, path] = match.split(' ') as [string, string]
      return [
        { method, segments: path.split('/').slice(1), name, access: access ?? (isSafe(method) ? 'read' : 'write') },
      ]
    })
  }

  /** What the request does as far as its method and path tell. */
  ofRequest(facts: RequestFacts): Action {
    const overridden = OVERRIDES.some((name) => facts.single(name).kind !== 'absent')
    const writes = facts.channel === 'upgrade' || overridden || !isSafe(facts.method)
    const essential = !overridden && facts.channel !== 'upgrade' && this.#isEssential(facts)
    const match = writes && !overridden && !essential && this.#lowered.length > 0 ? this.#match(facts) : undefined
    if (match !== undefined)
      return {
        name: match.name,
        kind: kindOf(match.name),
        access: match.access,
        sensitive: false,
        essential,
        object: undefined,
      }
    return writes ? (essential ? ESSENTIAL_WRITE : WRITE) : essential ? ESSENTIAL_READ : READ
  }

  /** What the request does as a route or controller names it. It only raises what {@link ofRequest} told. */
  named(atAdmission: Action, method: MethodPair, name: string | undefined, object: string | undefined): Action {
    const declared = name === undefined ? undefined : this.#declared(name)
    // A layer that overrides the method may have run since: the stricter of the two counts.
    const overridden = method.present !== method.wire && !isSafe(method.present)
    // Most routes name nothing: what admission told is what it is.
    if (name === undefined && object === undefined && !overridden && !atAdmission.essential) return atAdmission
    const writes = atAdmission.access === 'write' || declared?.access === 'write' || overridden
    return {
      name: name ?? atAdmission.name,
      kind: name === undefined ? atAdmission.kind : kindOf(name),
      access: writes ? 'write' : 'read',
      sensitive: declared?.sensitive ?? false,
      // A demand holds on every path: what a route asks for is never lifted.
      essential: false,
      object,
    }
  }

  /** Throws where the catalogue does not list the name. */
  check(name: string): void {
    this.#declared(name)
  }

  #declared(name: string): ActionOptions {
    const declared = this.#actions.get(name)
    if (declared === undefined) {
      throw new MisuseError(`The catalogue "actions" lists no "${name}"`, didYouMean(name, this.#actions.keys()))
    }
    return declared
  }

  #isEssential({ method, path }: RequestFacts): boolean {
    if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return false
    const { login, logout, stepUp } = this.#pages
    if (path === login || path === logout || path === stepUp) return true
    return stepUp !== undefined && path.startsWith(`${stepUp}/`) && plainSegments(path) !== undefined
  }

  #match(facts: RequestFacts): Lowered | undefined {
    const segments = plainSegments(facts.path)
    if (segments === undefined) return undefined
    return this.#lowered.find(
      (one) =>
        one.method === facts.method &&
        one.segments.length === segments.length &&
        one.segments.every((wanted, i) => wanted === segments[i] || wanted.startsWith(':')),
    )
  }
}

/** The segments of a path that every router reads alike; undefined with escapes, dots, empty segments or odd characters. */
function plainSegments(path: string): readonly string[] | undefined {
  const segments = path.split('/')
  if (segments.shift() !== '' || segments.length === 0) return undefined
  return segments.every((one) => /^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/.test(one)) ? segments : undefined
}

/** Whether a browser is navigating its top-level page, so that a redirect is understood. Everything else is a program. */
export function isNavigation(facts: RequestFacts): boolean {
  if (facts.channel !== 'request') return false
  const mode = facts.single('sec-fetch-mode')
  if (mode.kind !== 'absent')
    return mode.kind === 'value' && mode.value === 'navigate' && headerValue(facts, 'sec-fetch-dest') !== 'iframe'
  if (facts.single('x-requested-with').kind !== 'absent') return false
  const accept = headerValue(facts, 'accept')
  return accept !== undefined && /(^|[\s,])text\/html\b/i.test(accept)
}

function kindOf(name: string): string {
  const dot = name.indexOf('.')
  return dot < 0 ? name : name.slice(0, dot)
}

const plain = { name: undefined, kind: undefined, sensitive: false, object: undefined }
const READ: Action = Object.freeze({ ...plain, access: 'read', essential: false })
const WRITE: Action = Object.freeze({ ...plain, access: 'write', essential: false })
const ESSENTIAL_READ: Action = Object.freeze({ ...plain, access: 'read', essential: true })
const ESSENTIAL_WRITE: Action = Object.freeze({ ...plain, access: 'write', essential: true })
