import { getConnInfo } from 'hono/bun'
import { appWith } from './app.ts'
import { serveOnBun } from './hono-on-bun.ts'
import { remoteAddress } from './remote-address.ts'

const app = appWith({ remoteAddress: remoteAddress(getConnInfo) })
console.log(String(serveOnBun((request, server) => app.fetch(request, server)).port))
