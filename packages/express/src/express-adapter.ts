import {
  type Adapter,
  assertSameProxies,
  type BoundAdapter,
  bindAdapter,
  factsFromNode,
  ResponseGate,
  type TrustedProxies,
  type TrustsProxy,
} from '@retrust/adapter-kit'
import { MisuseError } from '@retrust/core'
import type { ExpressRequest } from './express-exchange.ts'

// Settings are read once an application agrees with an engine; until then each request fails.
const agreed: WeakMap<object, TrustedProxies> = new WeakMap()

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
  checkProxies(req, proxies) {
    if (agreed.get(req.app) === proxies) return
    const setting = `Express's "trust proxy" is ${JSON.stringify(req.app.get('trust proxy'))}`
    const trusts = req.app.get('trust proxy fn') as TrustsProxy
    assertSameProxies(proxies, trusts, setting, 'Give app.set("trust proxy", …) the same value as trustedProxies')
    agreed.set(req.app, proxies)
  },
  sendRefusal(_req, refusal, gate) {
    gate.refuse(refusal)
    gate.send()
  },
}

export const express: BoundAdapter<ExpressRequest, ResponseGate> = bindAdapter(expressAdapter)
