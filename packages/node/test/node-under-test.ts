import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AdapterUnderTest, AppPlan, Layer, Route } from '@retrust/conformance'
import { requireTrust, retrust, serve } from '@retrust/node'
import { exchangeOf, sendAnswer, sendJson } from './answer.ts'
import { listen } from './listen.ts'

type Handler = (req: IncomingMessage & { originalUrl?: string }, res: ServerResponse) => unknown

/** Node's bare server as the suite drives it: handlers inside of handlers, with no framework's help. */
export const nodeUnderTest: AdapterUnderTest = {
  name: 'Node',
  wired: true,
  async start({ layers }: AppPlan) {
    return listen(createServer(outermost(inOrder(layers))))
  },
}

/** For applications whose first layer is not `retrust`: as anybody who writes async handlers has to. */
function outermost(handle: Handler): Handler {
  return async (req, res) => {
    try {
      await handle(req, res)
    } catch {
      res.writeHead(500).end()
    }
  }
}

function inOrder(layers: readonly Layer[]): Handler {
  const [first, ...rest] = layers
  if (first === undefined) return (_req, res) => void res.writeHead(404).end()
  const next = inOrder(rest)
  switch (first.kind) {
    case 'retrust': {
      const admit = retrust(first.trust)
      return (req, res) => admit(req, res, () => next(req, res))
    }
    case 'headers':
      return (req, res) => {
        for (const [header, value] of first.headers) res.appendHeader(header, value)
        return next(req, res)
      }
    case 'mount':
      return below(first.at, inOrder(first.layers), next)
    case 'serve':
      return below(first.at, serve(first.endpoints), next)
    case 'route':
      return toRoute(first, next)
    case 'catch-all':
      return async (req, res) => {
        try {
          await next(req, res)
        } catch {
          sendJson(res, 500, { caught: true })
        }
      }
  }
}

/** Cuts the prefix off, and leaves word of it as connect does. */
function below(at: string, inner: Handler, next: Handler): Handler {
  return (req, res) => {
    const url = req.url ?? ''
    if (url !== at && !url.startsWith(`${at}/`) && !url.startsWith(`${at}?`)) return next(req, res)
    req.originalUrl ??= url
    req.url = url.slice(at.length) || '/'
    return inner(req, res)
  }
}

function toRoute(route: Route, next: Handler): Handler {
  const handler: Handler = async (req, res) => sendAnswer(req, res, await route.handle(exchangeOf(req, res)))
  const guard = route.demand === undefined ? undefined : requireTrust(route.demand === 'any' ? undefined : route.demand)
  const methods = route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]
  return (req, res) => {
    const [path] = (req.url ?? '').split('?')
    if (path !== route.path || !(route.method === 'ALL' || methods.includes(req.method ?? ''))) return next(req, res)
    return guard === undefined ? handler(req, res) : guard(req, res, () => handler(req, res))
  }
}
