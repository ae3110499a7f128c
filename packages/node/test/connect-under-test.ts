import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AdapterUnderTest, AppPlan, Layer, Route } from '@retrust/conformance'
import { requireTrust, retrust, serve } from '@retrust/node'
import connect, { type NextFunction, type Server } from 'connect'
import { exchangeOf, sendAnswer, sendJson } from './answer.ts'
import { listen } from './listen.ts'

/** connect, which knows mounts and error layers, as the suite drives it. */
export const connectUnderTest: AdapterUnderTest = {
  name: 'connect',
  wired: true,
  async start({ layers }: AppPlan) {
    const app = connect()
    addLayers(app, layers)
    return listen(createServer(app))
  },
}

function addLayers(app: Server, layers: readonly Layer[]): void {
  for (const layer of layers) {
    switch (layer.kind) {
      case 'retrust':
        app.use(retrust(layer.trust))
        break
      case 'headers':
        app.use((_req, res, next) => {
          for (const [header, value] of layer.headers) res.appendHeader(header, value)
          next()
        })
        break
      case 'mount': {
        const inner = connect()
        addLayers(inner, layer.layers)
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
  // connect keeps its error layers last.
  if (layers.some((layer) => layer.kind === 'catch-all')) {
    app.use((_error: unknown, _req: IncomingMessage, res: ServerResponse, _next: NextFunction) => {
      sendJson(res, 500, { caught: true })
    })
  }
}

function addRoute(app: Server, route: Route): void {
  const guard = route.demand === undefined ? undefined : requireTrust(route.demand === 'any' ? undefined : route.demand)
  const methods = route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]
  app.use((req, res, next) => {
    const [path] = (req.url ?? '').split('?')
    if (path !== route.path || !(route.method === 'ALL' || methods.includes(req.method ?? ''))) return next()
    // connect knows no promises.
    const handler = () => void answer(route, req, res).catch(next)
    if (guard === undefined) handler()
    else guard(req, res, handler)
  })
}

async function answer(route: Route, req: IncomingMessage, res: ServerResponse): Promise<void> {
  await sendAnswer(req, res, await route.handle(exchangeOf(req, res)))
}
