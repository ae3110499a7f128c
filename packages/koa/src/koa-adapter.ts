import {
  type Adapter,
  assertSameTrust,
  type BoundAdapter,
  bindAdapter,
  factsFromNode,
  ResponseGate,
} from '@retrust/adapter-kit'
import type { KoaContext } from './koa-exchange.ts'

const koaAdapter: Adapter<KoaContext, ResponseGate> = {
  framework: 'Koa',
  identify: (ctx) => ctx.req,
  // A mount point rewrites `ctx.req.url`; under Express the part before Koa is known to the request only.
  readFacts: (ctx, proxies) => factsFromNode(ctx.req, proxies, { url: ctx.req.originalUrl ?? ctx.originalUrl }),
  method: (ctx) => ctx.method,
  openGate: (ctx) => new ResponseGate(ctx.res, ctx.method === 'HEAD'),
  checkProxies(ctx, proxies) {
    const { proxy, maxIpsCount = 0 } = ctx.app
    const setting = `Koa's app.proxy is ${proxy}, app.maxIpsCount ${maxIpsCount}`
    const mend = 'Name your proxies in trustedProxies and give Koa as many as maxIpsCount, or leave app.proxy false'
    assertSameTrust(proxies, proxy, setting, mend)
    // Without a count Koa takes the left-most address, which is the client's own choice.
    const counts = proxies.hops === undefined ? maxIpsCount > 0 : maxIpsCount === proxies.hops
    if (proxy && !counts) assertSameTrust(proxies, false, setting, mend)
  },
  sendRefusal(ctx, refusal, gate) {
    gate.refuse(refusal)
    // The layers before us see what goes out; whatever they make of it, the gate sends the refusal.
    ctx.status = refusal.status
    ctx.body = refusal.body
    ctx.set({ ...refusal.headers })
  },
}

export const koa: BoundAdapter<KoaContext, ResponseGate> = bindAdapter(koaAdapter)
