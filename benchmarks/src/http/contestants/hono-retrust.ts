import { requireTrust, retrust, trustOf } from '@retrust/hono'
import { ACTION, judgedTrust } from '../../judged/trust.ts'
import { byLogin, type Contestant } from '../contestant.ts'
import { serveHono } from '../hono-app.ts'

export const start: Contestant = async (counts) => {
  const trust = judgedTrust({ counts, secure: false })
  const server = serveHono(counts, {
    layers: [retrust(trust)],
    guard: requireTrust({ action: ACTION }),
    caller: (c) => trustOf(c).subject?.id,
    login: (c, id) => trustOf(c).begin({ subject: { id }, acr: 'pwd', amr: ['pwd'] }),
  })
  return { server, callers: byLogin(), trust }
}
