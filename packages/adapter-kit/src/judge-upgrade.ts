import {
  type Demand,
  problemRefusal,
  type Refusal,
  systemClock,
  type Trust,
  type TrustRequest,
  type TrustView,
} from '@retrust/core'
import { proxiesOf } from './client-address.ts'
import { FactsError } from './facts-error.ts'
import { factsFromNode } from './facts-from-node.ts'
import type { NodeRequest } from './node-exchange.ts'

/** The connection that a server hands to its `upgrade` listeners, as far as this package uses it. */
export interface UpgradeSocket {
  readonly bytesWritten?: number | undefined
  readonly destroyed: boolean
  on(event: string, listener: () => void): unknown
  end(data: string | Uint8Array, callback: () => void): unknown
  destroy(): unknown
}

/** Whether an upgrade goes on. If not, the refusal was written and the connection is being closed. */
export type UpgradeVerdict =
  | { readonly continue: true; readonly view: TrustView }
  | { readonly continue: false; readonly refusal: Refusal }

// How long the application may take to say good-bye after its trust ended.
const GRACE_MS = 1_000

// Nobody reads it.
const LEFT: Refusal = problemRefusal(400, 'client.left', 'The client left before its upgrade was judged')

/**
 * The door for WebSocket upgrades, which pass by every middleware: judges the request before it is answered with 101. With
 * a demand (`{}` for any live session) that is judged too. The view's `abortSignal` fires when trust ends; the connection
 * is closed with 1008 soon after.
 *
 * @param exchange - what `existingSession` reads and ends, after its library saw it. Default the Node request; for Koa
 *   `app.createContext(req, new ServerResponse(req))`.
 *
 * @example
 * ```ts
 * import type { Server } from 'node:http'
 * import { judgeUpgrade } from '@retrust/adapter-kit'
 * import type { Trust } from '@retrust/core'
 *
 * function guardUpgrades(server: Server, trust: Trust) {
 *   server.on('upgrade', async (req, socket, head) => {
 *     const verdict = await judgeUpgrade(trust, req, socket, { acr: 'mfa' })
 *     if (verdict.continue) server.emit('trusted-upgrade', req, socket, head, verdict.view)
 *   })
 * }
 * ```
 */
export async function judgeUpgrade(
  trust: Trust,
  req: NodeRequest,
  socket: UpgradeSocket,
  demand?: Demand,
  exchange: object = req,
): Promise<UpgradeVerdict> {
  // Nobody listens between the event and the protocol's own code; an error then would end the process.
  socket.on('error', () => undefined)
  try {
    const request = trust.open(factsFromNode(req, proxiesOf(trust), { channel: 'upgrade' }), exchange)
    let verdict = await request.admit()
    if (verdict.kind === 'continue' && demand !== undefined) verdict = await request.judge(demand, req.method ?? 'GET')
    if (verdict.kind === 'refuse') {
      request.settle(verdict.refusal.status)
      writeRefusal(socket, verdict.refusal, request.takeCookies())
      request.closed()
      return { continue: false, refusal: verdict.refusal }
    }
    if (socket.destroyed) {
      request.closed()
      return { continue: false, refusal: LEFT }
    }
    request.settle(101)
    follow(request, socket)
    return { continue: true, view: request.view }
  } catch (error) {
    const refusal = refusalOf(error)
    writeRefusal(socket, refusal, [])
    if (error instanceof FactsError) return { continue: false, refusal }
    throw error
  }
}

/** A connection lives as long as its trust. */
function follow(request: TrustRequest, socket: UpgradeSocket): void {
  request.listen({
    refuse(refusal) {
      if (socket.bytesWritten === 0) writeRefusal(socket, refusal, request.takeCookies())
      else close(socket)
    },
    abort: () => void systemClock.after(GRACE_MS, () => close(socket)),
  })
  socket.on('close', () => request.closed())
  // Nothing is followed before somebody asks for its signal, and an application may never do that.
  void request.view.abortSignal
}

// A WebSocket close frame (RFC 6455 section 5.5.1) with 1008, policy violation. It stands alone: nothing follows it.
const CLOSE_1008 = Uint8Array.of(0x88, 0x02, 0x03, 0xf0)

/** Says why, in the protocol of the connection, and ends it: also for a client that reads nothing, and could go on sending. */
function close(socket: UpgradeSocket): void {
  if (socket.destroyed) return
  const cut = () => socket.destroy()
  const callOff = systemClock.after(GRACE_MS, cut)
  socket.end(CLOSE_1008, () => {
    callOff()
    cut()
  })
}

function refusalOf(error: unknown): Refusal {
  return error instanceof FactsError
    ? problemRefusal(error.status, error.code, error.message)
    : problemRefusal(500, 'fault.internal', 'The upgrade could not be judged')
}

function writeRefusal(socket: UpgradeSocket, { status, headers, body }: Refusal, cookies: readonly string[]): void {
  if (socket.destroyed) return
  const length = new TextEncoder().encode(body).length
  const lines = [
    ...Object.entries(headers),
    ...cookies.map((cookie) => ['set-cookie', cookie]),
    ...Object.entries({ connection: 'close', 'content-length': length }),
  ].map(([name, value]) => `${name}: ${String(value).replace(/[\r\n]+/g, ' ')}\r\n`)
  socket.end(`HTTP/1.1 ${status} \r\n${lines.join('')}\r\n${body}`, () => socket.destroy())
}
