import { openHouses } from '../houses.ts'
import { pageServer } from './page-server.ts'
import { Playhouse } from './playhouse.ts'

/** Leaves the three banks open, with a page on which one person can play both the owner and the thief. */
export async function serve(): Promise<void> {
  const { provider, houses } = await openHouses()
  const playhouses = new Map<string, Playhouse>()
  const page = await pageServer(playhouses)
  for (const [framework, house] of houses) {
    playhouses.set(framework, await Playhouse.open(house, (happening) => page.tell({ framework, ...happening })))
  }

  console.log(`Play the owner and the thief:  ${page.origin}/`)
  for (const [framework, { origin }] of playhouses) console.log(`  the bank in ${framework.padEnd(18)}${origin}`)
  console.log(`  its OpenID provider         ${provider.origin}`)
  console.log('Ctrl+C closes them.')

  process.once('SIGINT', () => {
    const all = [page, ...playhouses.values(), provider].map((server) => server.close())
    void Promise.allSettled(all).then(() => process.exit(0))
  })
}
