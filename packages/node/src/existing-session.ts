import type { IncomingMessage, ServerResponse } from 'node:http'
import { readInOrder } from '@retrust/adapter-kit'
import { type CredentialOption, existingSession as credential, type ExistingSessionOptions } from '@retrust/core'
import { NodeExchange } from './node-exchange.ts'

/** What `read` and `end` are given. */
export interface HostExchange<Req extends IncomingMessage = IncomingMessage> {
  readonly req: Req
  /** Undefined for an upgrade, which has none. */
  readonly res: ServerResponse | undefined
}

/**
 * Trust beside a session that the application keeps already: iron-session, express-session under connect, or one of your
 * own. A library that puts `session` on the request has to see it before `retrust` does. `read` says who is logged in, `end`
 * ends it there: for iron-session `session.destroy()`.
 *
 * A snippet for each library: docs/guides/beside-your-session-library.md in the repository.
 *
 * @throws {OptionsError} when the engine is built, for functions that are missing and durations that make no sense.
 * @example
 * ```ts
 * import type { IncomingMessage } from 'node:http'
 * import { createTrust, memoryStore, presets } from '@retrust/core'
 * import { existingSession } from '@retrust/node'
 *
 * type WithLogin = IncomingMessage & {
 *   session: { id: string; userId?: string; loginAt: number; regenerate(done: () => void): void }
 * }
 *
 * createTrust({
 *   store: memoryStore(),
 *   credentials: [
 *     existingSession<WithLogin>({
 *       read: ({ req: { session } }) =>
 *         session.userId && { id: session.id, subject: { id: session.userId }, start: session.loginAt, acr: 'pwd' },
 *       end: ({ req: { session } }) => new Promise<void>((done) => session.regenerate(done)),
 *       maxLife: '24h',
 *     }),
 *   ],
 *   policy: presets.balanced(),
 * })
 * ```
 */
export function existingSession<Req extends IncomingMessage = IncomingMessage>(
  options: ExistingSessionOptions<HostExchange<Req>>,
): CredentialOption {
  const { read, end } = options ?? {}
  if (typeof read !== 'function' || typeof end !== 'function') return credential(options, framework as never)
  return credential<NodeExchange | IncomingMessage>(
    {
      ...options,
      read(given) {
        const exchange = hostExchange<Req>(given)
        return readInOrder(exchange.req, 'session', () => read(exchange), MEND)
      },
      end: (given) => end(hostExchange<Req>(given)),
    },
    framework,
  )
}

/** `judgeUpgrade` has the bare request. */
const hostExchange = <Req extends IncomingMessage>(given: NodeExchange | IncomingMessage): HostExchange<Req> =>
  (given instanceof NodeExchange ? given : { req: given, res: undefined }) as HostExchange<Req>

const framework = {
  name: 'Node',
  isExchange: (value: unknown): value is NodeExchange | IncomingMessage =>
    value instanceof NodeExchange ||
    // Express's request, which has a response, is none of ours.
    (typeof value === 'object' && value !== null && 'rawHeaders' in value && !('res' in value)),
}

const MEND =
  'Move app.use(retrust(trust)) below the line that mounts the session library; in bare http, hand the request to that library first'
