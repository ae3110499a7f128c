import '../end-with-parent.ts'
import { createServer } from 'node:http'
import { requireTrust, retrust, trustOf } from '@retrust/express'
import express, { type RequestHandler } from 'express'
import { listen } from '../http/key-server.ts'
import { newCounts } from '../judged/counts.ts'
import { LOOPBACK, logIn } from '../judged/requests.ts'
import { ACTION, judgedTrust } from '../judged/trust.ts'
import type { StreamMark, StreamServer, StreamSettings } from './messages.ts'

// One server of open streams: bare, or each of them judged again as long as it is open.
const { judged, streams, beatMs, checkEveryMs } = JSON.parse(process.argv[2] as string) as StreamSettings
const counts = newCounts()
const trust = judged ? judgedTrust({ counts, secure: false, checkEvery: `${checkEveryMs}ms` }) : undefined
let open = 0

const app = express()
const layers: RequestHandler[] = trust === undefined ? [] : [retrust(trust), requireTrust({ action: ACTION })]
app.get('/feed', ...layers, (req, res) => {
  // From here on a change that touches the session ends the stream.
  if (judged) void trustOf(req).abortSignal
  res.writeHead(200, { 'content-type': 'text/event-stream' })
  res.write(': open\n\n')
  open += 1
  const beat = setInterval(() => res.write(':\n\n'), beatMs)
  res.on('close', () => {
    clearInterval(beat)
    open -= 1
  })
})

const address = await listen(createServer(app))
const cookies: string[] = []
for (let i = 0; trust !== undefined && i < streams; i++) cookies.push(await logIn(trust, `u${i}`, LOOPBACK))

process.on('message', async (ask: 'mark' | 'end-first') => {
  if (ask === 'end-first') await trust?.revoke({ subject: { id: 'u0' } })
  const { user, system } = process.cpuUsage()
  const mark: StreamMark = { cpu: user + system, open, judged: counts.judged }
  process.send?.(mark)
})
process.send?.({ address, cookies } satisfies StreamServer)
