import { requireTrust, retrust, trustOf } from '@retrust/koa'
import { ACTION, judgedTrust } from '../../judged/trust.ts'
import { byLogin, type Contestant } from '../contestant.ts'
import { serveKoa } from '../koa-app.ts'

export const start: Contestant = async (counts) => {
  const trust = judgedTrust({ counts, secure: false })
  const server = serveKoa(counts, {
    layers: [retrust(trust)],
    guard: requireTrust({ action: ACTION }),
    caller: (ctx) => trustOf(ctx).subject?.id,
    login: (ctx, id) => trustOf(ctx).begin({ subject: { id }, acr: 'pwd', amr: ['pwd'] }),
  })
  return { server, callers: byLogin(), trust }
}
