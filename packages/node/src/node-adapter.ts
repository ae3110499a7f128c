import {
  type Adapter,
  type BoundAdapter,
  bindAdapter,
  factsFromNode,
  type NodeResponse,
  ResponseGate,
} from '@retrust/adapter-kit'
import type { NodeExchange } from './node-exchange.ts'

const nodeAdapter: Adapter<NodeExchange, ResponseGate> = {
  framework: 'Node',
  mount: 'createServer(retrust(trust, handler))',
  identify: ({ req }) => req,
  readFacts: ({ req }, proxies) => factsFromNode(req, proxies),
  method: ({ req }) => req.method ?? 'GET',
  // Only `retrust` opens one, and it has the response.
  openGate: ({ req, res }) => new ResponseGate(res as NodeResponse, req.method === 'HEAD'),
  sendRefusal(_exchange, refusal, gate) {
    gate.refuse(refusal)
    gate.send()
  },
}

export const node: BoundAdapter<NodeExchange, ResponseGate> = bindAdapter(nodeAdapter)
