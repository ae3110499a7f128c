import { type Adapter, type BoundAdapter, bindAdapter, factsFromNode, ResponseGate } from '@retrust/adapter-kit'
import { MisuseError } from '@retrust/core'
import type { ExpressRequest } from './express-exchange.ts'

const expressAdapter: Adapter<ExpressRequest, ResponseGate> = {
  framework: 'Express',
  identify: (req) => req,
  readFacts: factsFromNode,
  method: (req) => req.method,
  openGate(req) {
    if (req.res === undefined)
      throw new MisuseError('The request has no response', 'Use @retrust/express inside an Express application')
    return new ResponseGate(req.res, req.method === 'HEAD')
  },
  sendRefusal(_req, refusal, gate) {
    gate.refuse(refusal)
    gate.send()
  },
}

export const express: BoundAdapter<ExpressRequest, ResponseGate> = bindAdapter(expressAdapter)
