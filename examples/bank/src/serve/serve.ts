import { openHouses } from '../houses.ts'
import { seconds } from '../story-clock.ts'
import { pageServer } from './page-server.ts'
import { Playhouse } from './playhouse.ts'

/** Leaves the three banks open, with a page on which one person can play both the owner and the thief. */
export async function serve(): Promise<void> {
  const { provider, houses } = await openHouses()
  const playhouses = new Map<string, Playhouse>()
  const page = await pageServer(playhouses)
  // The three banks live by one clock: who moves it in one moves it in all.
  const tellTheTime = () => {
    for (const [framework, { clock }] of playhouses) page.tell({ framework, clock })
  }
  for (const [framework, house] of houses) {
    const tell = (happening: object) => {
      page.tell({ framework, ...happening })
      tellTheTime()
    }
    playhouses.set(framework, await Playhouse.open(house, tell))
  }
  const ticking = setInterval(tellTheTime, seconds(5))

  const banks = [...playhouses].map(([framework, { origin }]) => [`  the bank in ${framework}`, origin] as const)
  const places = [
    ['Play the owner and the thief', `${page.origin}/`],
    ...banks,
    ['  its OpenID provider', provider.origin],
  ]
  for (const [place = '', address] of places) console.log(`${place.padEnd(30)}${address}`)
  console.log('Ctrl+C closes them.')

  process.once('SIGINT', () => {
    clearInterval(ticking)
    const all = [page, ...playhouses.values(), provider].map((server) => server.close())
    void Promise.allSettled(all).then(() => process.exit(0))
  })
}
