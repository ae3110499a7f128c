import type { Answer, Exchange, Layer, Route } from '@retrust/conformance'
import { type RetrustOptions, requireTrust, retrust, serve, trustOf } from '@retrust/hono'
import { type Context, Hono } from 'hono'

/** Builds what a plan says. `options` are what only the operator of a platform without Node knows. */
export function appOf(layers: readonly Layer[], options: RetrustOptions = {}): Hono {
  const app = new Hono()
  for (const layer of layers) {
    switch (layer.kind) {
      case 'retrust':
        app.use(retrust(layer.trust, { ...options, mountedAt: layer.mountedAt }))
        break
      case 'headers':
        app.use((c, next) => {
          for (const [header, value] of layer.headers) c.header(header, value, { append: true })
          return next()
        })
        break
      case 'mount':
        if (layer.hidden) app.mount(layer.at, appOf(layer.layers, options).fetch)
        else app.route(layer.at, appOf(layer.layers, options))
        break
      case 'serve':
        app.all(`${layer.at}/*`, serve(layer.endpoints))
        break
      case 'route':
        addRoute(app, layer)
        break
      case 'catch-all':
        app.onError((_error, c) => c.json({ caught: true }, 500))
        break
    }
  }
  return app
}

function addRoute(app: Hono, { method, path, demand, handle }: Route): void {
  const handler = async (c: Context) => responseOf(c, await handle(exchangeOf(c)))
  if (demand === undefined) app.on(method, path, handler)
  else app.on(method, path, requireTrust(demand === 'any' ? undefined : demand), handler)
}

const exchangeOf = (c: Context): Exchange => ({
  trust: () => trustOf(c),
  setHeader: (name, value, append) => c.header(name, value, { append: append === true }),
})

function responseOf(c: Context, answer: Answer): Response | Promise<never> {
  switch (answer.kind) {
    case 'json':
      return c.json(answer.body as object, (answer.status ?? 200) as 200)
    case 'redirect':
      return c.redirect(answer.to, 303)
    case 'raw':
      return new Response(answer.body, {
        status: answer.status,
        headers: answer.headers.map(([header, value]): [string, string] => [header, value]),
      })
    case 'stream':
      return c.body(streamOf(answer.pieces))
    case 'silence':
      return new Promise<never>(() => undefined)
  }
}

function streamOf(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const source = pieces[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await source.next()
      if (done === true) controller.close()
      else controller.enqueue(new TextEncoder().encode(value))
    },
    async cancel() {
      await source.return?.()
    },
  })
}
