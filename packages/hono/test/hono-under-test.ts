import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { AdapterUnderTest, AppPlan } from '@retrust/conformance'
import { appOf } from './hono-app.ts'

/** Hono on Node. */
export const honoOnNode: AdapterUnderTest = {
  name: 'Hono on Node',
  wired: true,
  hidesMounts: true,
  async start(plan: AppPlan) {
    const app = appOf(plan.layers)
    const server = createAdaptorServer({ fetch: app.fetch }) as Server
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return {
      origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      async close() {
        server.closeAllConnections()
        server.close()
        await once(server, 'close')
      },
    }
  },
}

export { honoOnFetch } from './hono-on-fetch.ts'
