import { createServer } from 'node:http'
import { PassThrough } from 'node:stream'
import { json } from 'node:stream/consumers'
import Router from '@koa/router'
import { requireTrust, retrust, trustOf } from '@retrust/koa'
import Koa, { type Context } from 'koa'
import { addPayee, bigAmount, exportAll, follow, readTransfer, search, statement, transfer } from '../bank.ts'
import { confirm, logIn } from '../errands.ts'
import { faultOf } from '../faults.ts'
import { listen, type RunningServer } from '../listen.ts'
import { payeeDemand, transferDemand } from '../trust.ts'
import type { ServerOptions } from './server-options.ts'

const ownerOf = (ctx: Context) => trustOf(ctx).subject?.id ?? ''
const bodyOf = (ctx: Context) => json(ctx.req) as Promise<Record<string, unknown>>

export async function start({ trust, bank, signIn, port }: ServerOptions): Promise<RunningServer> {
  const app = new Koa({ proxy: true, maxIpsCount: 1 })
  const router = new Router()

  router.get('/statement', requireTrust(), (ctx) => {
    ctx.body = statement(bank, ownerOf(ctx))
  })
  router.post('/search', requireTrust({ action: 'search' }), async (ctx) => {
    ctx.body = search(bank, ownerOf(ctx), (await bodyOf(ctx)).words)
  })
  router.get('/export', requireTrust({ action: 'export' }), (ctx) => {
    ctx.body = exportAll(bank, ownerOf(ctx))
  })
  router.post('/payees', requireTrust(payeeDemand), async (ctx) => {
    ctx.body = addPayee(bank, ownerOf(ctx), await bodyOf(ctx))
    ctx.status = 201
  })
  router.post('/transfers', requireTrust(), async (ctx) => {
    const wanted = readTransfer(await bodyOf(ctx))
    if (wanted.cents >= bigAmount) await trustOf(ctx).demand(transferDemand(wanted))
    ctx.body = transfer(bank, ownerOf(ctx), wanted)
    ctx.status = 201
  })
  router.get('/feed', requireTrust(), (ctx) => {
    const feed = new PassThrough()
    const stop = follow(bank, ownerOf(ctx), (news) => feed.write(`data: ${JSON.stringify(news)}\n\n`))
    trustOf(ctx).abortSignal.addEventListener('abort', () => feed.end())
    feed.on('close', stop).write('data: "listening"\n\n')
    ctx.type = 'text/event-stream'
    ctx.set('cache-control', 'no-store')
    ctx.body = feed
  })

  router.get('/login', async (ctx) => {
    const { location, cookie } = await signIn.depart(logIn(ctx.URL, trustOf(ctx)))
    ctx.append('set-cookie', cookie)
    ctx.redirect(location)
  })
  router.get('/callback', async (ctx) => {
    const { proved, returnTo } = await signIn.arrive(ctx.URL, ctx.get('cookie'))
    await trustOf(ctx).begin(proved)
    ctx.redirect(returnTo)
  })
  router.get('/confirm', async (ctx) => {
    const { location, cookie } = await signIn.depart(confirm(ctx.URL, trustOf(ctx)))
    ctx.append('set-cookie', cookie)
    ctx.redirect(location)
  })
  router.get('/confirm/callback', async (ctx) => {
    const { proved, purpose, returnTo } = await signIn.arrive(ctx.URL, ctx.get('cookie'))
    await trustOf(ctx).raise({ ...proved, ...purpose })
    ctx.redirect(returnTo)
  })
  router.post('/logout', async (ctx) => {
    await trustOf(ctx).end()
    ctx.status = 204
  })

  app.use(async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      Object.assign(ctx, faultOf(error))
    }
  })
  app.use(retrust(trust))
  app.use(router.routes())
  // A feed that ends before its reader leaves, or a reader who leaves before it, is no error.
  app.on('error', (error) => error.code === 'ERR_STREAM_PREMATURE_CLOSE' || app.onerror(error))
  return listen(createServer(app.callback()), port)
}
