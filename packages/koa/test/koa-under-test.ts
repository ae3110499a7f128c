import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import type { AdapterUnderTest, Answer, AppPlan, Exchange, Layer, Route } from '@retrust/conformance'
import { requireTrust, retrust, serve, trustOf } from '@retrust/koa'
import type Koa from 'koa'
import type { Context } from 'koa'
import mount from 'koa-mount'

/** Koa as the suite drives it. */
export function koaUnderTest(name: string, Application: typeof Koa): AdapterUnderTest {
  return {
    name,
    wired: true,
    async start(plan: AppPlan) {
      const maxIpsCount = typeof plan.proxies === 'number' ? plan.proxies : 1
      const app = new Application(plan.proxies === undefined ? {} : { proxy: true, maxIpsCount })
      app.silent = true
      addLayers(Application, app, plan.layers)
      const server = createServer(app.callback()).listen(0, '127.0.0.1')
      await once(server, 'listening')
      return {
        origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        async close() {
          server.closeAllConnections()
          server.close()
          await once(server, 'close')
        },
      }
    },
  }
}

function addLayers(Application: typeof Koa, app: Koa, layers: readonly Layer[]): void {
  for (const layer of layers) {
    switch (layer.kind) {
      case 'retrust':
        app.use(retrust(layer.trust))
        break
      case 'headers':
        app.use((ctx, next) => {
          for (const [header, value] of layer.headers) ctx.append(header, value)
          return next()
        })
        break
      case 'mount': {
        const inner = new Application()
        addLayers(Application, inner, layer.layers)
        app.use(mount(layer.at, inner))
        break
      }
      case 'serve':
        app.use(mount(layer.at, serve(layer.endpoints)))
        break
      case 'route':
        addRoute(app, layer)
        break
      case 'catch-all':
        app.use(async (ctx, next) => {
          try {
            await next()
          } catch {
            ctx.status = 500
            ctx.body = { caught: true }
          }
        })
        break
    }
  }
}

function addRoute(app: Koa, route: Route): void {
  const { demand } = route
  const guard = demand === undefined ? undefined : requireTrust(demand === 'any' ? undefined : demand)
  const methods = route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]
  app.use(async (ctx, next) => {
    if (ctx.path !== route.path || !(methods.includes(ctx.method) || route.method === 'ALL')) return next()
    const handle = async () => send(ctx, await route.handle(exchangeOf(ctx)))
    return guard === undefined ? handle() : guard(ctx, handle)
  })
}

const exchangeOf = (ctx: Context): Exchange => ({
  trust: () => trustOf(ctx),
  setHeader: (name, value, append) => (append ? ctx.append(name, value) : ctx.set(name, value)),
})

function send(ctx: Context, answer: Answer): void {
  switch (answer.kind) {
    case 'json':
      ctx.status = answer.status ?? 200
      ctx.body = answer.body ?? null
      break
    case 'redirect':
      ctx.status = 303
      ctx.redirect(answer.to)
      break
    case 'raw':
      ctx.respond = false
      ctx.res.writeHead(answer.status, answer.headers.flat())
      ctx.res.end(answer.body)
      break
    case 'stream':
      ctx.body = Readable.from(answer.pieces)
      break
    case 'silence':
      ctx.respond = false
      break
  }
}
