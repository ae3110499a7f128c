import {
  type Adapter,
  type BoundAdapter,
  bindAdapter,
  FetchGate,
  factsFromFetch,
  factsFromNode,
  ResponseGate,
  type TrustedProxies,
} from '@retrust/adapter-kit'
import type { RequestFacts } from '@retrust/core'
import { type HonoContext, nodeUnderneath } from './hono-exchange.ts'
import { slotOf } from './response-slot.ts'

/** On Node the response is held where it leaves the process, elsewhere where Hono keeps it. */
export type HonoGate = ResponseGate | FetchGate

const honoAdapter: Adapter<HonoContext, HonoGate> = {
  framework: 'Hono',
  // A context of a mounted application, or one made anew by an override layer, still answers the same Node request.
  identify: (c) => nodeUnderneath(c)?.incoming ?? c.req,
  readFacts: readHonoFacts,
  method: (c) => c.req.method,
  openGate(c) {
    const node = nodeUnderneath(c)
    if (node?.outgoing === undefined) return new FetchGate(slotOf(c))
    return new ResponseGate(node.outgoing, node.incoming.method === 'HEAD', () => c.res.headers)
  },
  sendRefusal(c, refusal, gate) {
    gate.refuse(refusal)
    if (gate instanceof FetchGate) return gate.send()
    // The layers before us see what goes out; whatever they make of it, the gate sends the refusal.
    const headers = { ...refusal.headers }
    slotOf(c).replace(new Response(refusal.body === '' ? null : refusal.body, { status: refusal.status, headers }))
  },
}

export const hono: BoundAdapter<HonoContext, HonoGate> = bindAdapter(honoAdapter)

/** From the Node request where there is one: duplicates and the path before a mount point are seen only there. */
export function readHonoFacts(c: HonoContext, proxies: TrustedProxies): RequestFacts {
  const node = nodeUnderneath(c)
  return node === undefined ? factsFromFetch(c.req.raw, proxies) : factsFromNode(node.incoming, proxies)
}
