import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { requireTrust, retrust, trustOf } from '@retrust/hono'
import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { addPayee, bigAmount, exportAll, follow, readTransfer, search, statement, transfer } from '../bank.ts'
import { confirm, logIn } from '../errands.ts'
import { faultOf } from '../faults.ts'
import { listen, type RunningServer } from '../listen.ts'
import { payeeDemand, transferDemand } from '../trust.ts'
import type { ServerOptions } from './server-options.ts'

const urlOf = (c: Context) => new URL(c.req.url)
const ownerOf = (c: Context) => trustOf(c).subject?.id ?? ''

export async function start({ trust, bank, signIn, port }: ServerOptions): Promise<RunningServer> {
  const app = new Hono()
  app.use(retrust(trust))

  app.get('/statement', requireTrust(), (c) => c.json(statement(bank, ownerOf(c))))
  app.post('/search', requireTrust({ action: 'search' }), async (c) =>
    c.json(search(bank, ownerOf(c), (await c.req.json()).words)),
  )
  app.get('/export', requireTrust({ action: 'export' }), (c) => c.json(exportAll(bank, ownerOf(c))))
  app.post('/payees', requireTrust(payeeDemand), async (c) =>
    c.json(addPayee(bank, ownerOf(c), await c.req.json()), 201),
  )
  app.post('/transfers', requireTrust(), async (c) => {
    const wanted = readTransfer(await c.req.json())
    if (wanted.cents >= bigAmount) await trustOf(c).demand(transferDemand(wanted))
    return c.json(transfer(bank, ownerOf(c), wanted), 201)
  })
  app.get('/feed', requireTrust(), (c) =>
    streamSSE(c, async (stream) => {
      const over = new Promise<void>((resolve) => {
        trustOf(c).abortSignal.addEventListener('abort', () => resolve())
        stream.onAbort(resolve)
      })
      const stop = follow(bank, ownerOf(c), (news) => void stream.writeSSE({ data: JSON.stringify(news) }))
      await stream.writeSSE({ data: '"listening"' })
      await over
      stop()
    }),
  )

  app.get('/login', async (c) => {
    const { location, cookie } = await signIn.depart(logIn(urlOf(c), trustOf(c)))
    c.header('set-cookie', cookie, { append: true })
    return c.redirect(location, 303)
  })
  app.get('/callback', async (c) => {
    const { proved, returnTo } = await signIn.arrive(urlOf(c), c.req.header('cookie'))
    await trustOf(c).begin(proved)
    return c.redirect(returnTo, 303)
  })
  app.get('/confirm', async (c) => {
    const { location, cookie } = await signIn.depart(confirm(urlOf(c), trustOf(c)))
    c.header('set-cookie', cookie, { append: true })
    return c.redirect(location, 303)
  })
  app.get('/confirm/callback', async (c) => {
    const { proved, purpose, returnTo } = await signIn.arrive(urlOf(c), c.req.header('cookie'))
    await trustOf(c).raise({ ...proved, ...purpose })
    return c.redirect(returnTo, 303)
  })
  app.post('/logout', async (c) => {
    await trustOf(c).end()
    return c.body(null, 204)
  })

  app.onError((error, c) => {
    const { status, body } = faultOf(error)
    return c.json(body, status)
  })
  return listen(createAdaptorServer({ fetch: app.fetch }) as Server, port)
}
