import type { House } from './branch.ts'
import { codeFlow } from './code-flow.ts'
import type { RunningServer } from './listen.ts'
import { startProvider } from './provider/start-provider.ts'
import * as express from './servers/express.ts'
import * as hono from './servers/hono.ts'
import * as koa from './servers/koa.ts'
import { liveBy, StoryClock } from './story-clock.ts'

/** The same bank three times, with one provider and one clock. */
export async function openHouses(): Promise<{ provider: RunningServer; houses: ReadonlyMap<string, House> }> {
  const clock = new StoryClock()
  liveBy(clock)
  const provider = await startProvider()
  const shared = { clock, issuer: provider.origin, signIn: await codeFlow(provider.origin) }
  const servers = { express, koa, hono }
  const houses = Object.entries(servers).map(([name, { start }]) => [name, { ...shared, start }] as const)
  return { provider, houses: new Map(houses) }
}
