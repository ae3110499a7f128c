import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import type { AdapterUnderTest, Answer, AppPlan, Exchange, Layer, Route } from '@retrust/conformance'
import { guarded, requireTrust, retrust, serve, trustOf } from '@retrust/express'
import type express from 'express'
import type { NextFunction, Request, Response } from 'express'

/** Express as the suite drives it; version 4 gets its handlers guarded. */
export function expressUnderTest(name: string, make: typeof express): AdapterUnderTest {
  return {
    name,
    wired: true,
    async start(plan: AppPlan) {
      const app = make()
      app.set('env', 'test')
      if (plan.proxies !== undefined) app.set('trust proxy', plan.proxies)
      addLayers(make, app, plan.layers)
      const server = createServer(app).listen(0, '127.0.0.1')
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

function addLayers(make: typeof express, app: express.Express, layers: readonly Layer[]): void {
  for (const layer of layers) {
    switch (layer.kind) {
      case 'retrust':
        app.use(retrust(layer.trust))
        break
      case 'headers':
        app.use((_req, res, next) => {
          for (const [header, value] of layer.headers) res.append(header, value)
          next()
        })
        break
      case 'mount': {
        const inner = make()
        addLayers(make, inner, layer.layers)
        app.use(layer.at, inner)
        break
      }
      case 'serve':
        app.use(layer.at, serve(layer.endpoints))
        break
      case 'route':
        addRoute(app, layer)
        break
      case 'catch-all':
        break
    }
  }
  // Express keeps its error layers last.
  if (layers.some((layer) => layer.kind === 'catch-all')) {
    app.use((_error: unknown, _req: Request, res: Response, _next: NextFunction) => {
      res.status(500).json({ caught: true })
    })
  }
}

function addRoute(app: express.Express, route: Route): void {
  const method = route.method === 'ALL' ? 'all' : (route.method.toLowerCase() as 'get' | 'post' | 'options')
  const handler = async (req: Request, res: Response) => send(res, await route.handle(exchangeOf(req, res)))
  const promised = route.unguarded === true ? handler : guarded(handler)
  const { demand } = route
  if (demand === undefined) app[method](route.path, promised)
  else app[method](route.path, requireTrust(demand === 'any' ? undefined : demand), promised)
}

const exchangeOf = (req: Request, res: Response): Exchange => ({
  trust: () => trustOf(req),
  setHeader: (name, value, append) => void (append ? res.append(name, value) : res.set(name, value)),
})

function send(res: Response, answer: Answer): void {
  switch (answer.kind) {
    case 'json':
      res.status(answer.status ?? 200).json(answer.body)
      break
    case 'redirect':
      res.redirect(303, answer.to)
      break
    case 'raw':
      res.writeHead(answer.status, answer.headers.flat())
      res.end(answer.body)
      break
    case 'stream':
      Readable.from(answer.pieces).pipe(res)
      break
    case 'silence':
      break
  }
}
