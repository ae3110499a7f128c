import { getConnInfo } from 'hono/deno'
import { appWith } from './app.ts'
import { serveOnDeno } from './hono-on-deno.ts'
import { remoteAddress } from './remote-address.ts'

const app = appWith({ remoteAddress: remoteAddress(getConnInfo) })
console.log(String(serveOnDeno((request, info) => app.fetch(request, info)).addr.port))
