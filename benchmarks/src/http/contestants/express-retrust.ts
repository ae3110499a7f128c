import { requireTrust, retrust, trustOf } from '@retrust/express'
import { ACTION, judgedTrust } from '../../judged/trust.ts'
import { byLogin, type Contestant } from '../contestant.ts'
import { serveExpress } from '../express-app.ts'

export const start: Contestant = async (counts) => {
  const trust = judgedTrust({ counts, secure: false })
  const server = serveExpress(counts, {
    layers: [retrust(trust)],
    guard: [requireTrust({ action: ACTION })],
    caller: (req) => trustOf(req).subject?.id,
    login: (req, _res, id) => trustOf(req).begin({ subject: { id }, acr: 'pwd', amr: ['pwd'] }),
  })
  return { server, callers: byLogin(), trust }
}
