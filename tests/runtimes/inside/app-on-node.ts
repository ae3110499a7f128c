import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { appWith } from './app.ts'

const app = appWith({})
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) => console.log(String(port)))
