import { createServer } from 'node:http'
import { requireTrust, retrust, trustOf } from '@retrust/express'
import express, { type NextFunction, type Request, type Response } from 'express'
import { addPayee, bigAmount, exportAll, follow, readTransfer, search, statement, transfer } from '../bank.ts'
import { confirm, logIn } from '../errands.ts'
import { faultOf } from '../faults.ts'
import { listen, type RunningServer } from '../listen.ts'
import { payeeDemand, transferDemand, trustedProxies } from '../trust.ts'
import type { ServerOptions } from './server-options.ts'

const urlOf = (req: Request) => new URL(req.originalUrl, `${req.protocol}://${req.host}`)
const ownerOf = (req: Request) => trustOf(req).subject?.id ?? ''

export async function start({ trust, bank, signIn, port }: ServerOptions): Promise<RunningServer> {
  const app = express()
  app.set('trust proxy', trustedProxies)
  app.use(retrust(trust))
  app.use(express.json())

  app.get('/statement', requireTrust(), (req, res) => {
    res.json(statement(bank, ownerOf(req)))
  })
  app.post('/search', requireTrust({ action: 'search' }), (req, res) => {
    res.json(search(bank, ownerOf(req), req.body.words))
  })
  app.get('/export', requireTrust({ action: 'export' }), (req, res) => {
    res.json(exportAll(bank, ownerOf(req)))
  })
  app.post('/payees', requireTrust(payeeDemand), (req, res) => {
    res.status(201).json(addPayee(bank, ownerOf(req), req.body))
  })
  app.post('/transfers', requireTrust(), async (req, res) => {
    const wanted = readTransfer(req.body)
    if (wanted.cents >= bigAmount) await trustOf(req).demand(transferDemand(wanted))
    res.status(201).json(transfer(bank, ownerOf(req), wanted))
  })
  app.get('/feed', requireTrust(), (req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    res.write('data: "listening"\n\n')
    const stop = follow(bank, ownerOf(req), (news) => res.write(`data: ${JSON.stringify(news)}\n\n`))
    trustOf(req).abortSignal.addEventListener('abort', () => res.end())
    res.on('close', stop)
  })

  app.get('/login', async (req, res) => {
    const { location, cookie } = await signIn.depart(logIn(urlOf(req), trustOf(req)))
    res.append('set-cookie', cookie).redirect(303, location)
  })
  app.get('/callback', async (req, res) => {
    const { proved, returnTo } = await signIn.arrive(urlOf(req), req.headers.cookie)
    await trustOf(req).begin(proved)
    res.redirect(303, returnTo)
  })
  app.get('/confirm', async (req, res) => {
    const { location, cookie } = await signIn.depart(confirm(urlOf(req), trustOf(req)))
    res.append('set-cookie', cookie).redirect(303, location)
  })
  app.get('/confirm/callback', async (req, res) => {
    const { proved, purpose, returnTo } = await signIn.arrive(urlOf(req), req.headers.cookie)
    await trustOf(req).raise({ ...proved, ...purpose })
    res.redirect(303, returnTo)
  })
  app.post('/logout', async (req, res) => {
    await trustOf(req).end()
    res.status(204).end()
  })

  app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
    const { status, body } = faultOf(error)
    res.status(status).json(body)
  })
  return listen(createServer(app), port)
}
