import '../end-with-parent.ts'
import autocannon, { type Options } from 'autocannon'
import { BROWSER } from '../judged/requests.ts'
import type { Load, Loaded } from './messages.ts'

// The load comes from a process of its own, one for all servers.
process.on('message', async (load: Load) => process.send?.(await send(load)))
process.send?.('ready')

function send({ address, callers, amount, connections }: Load): Promise<Loaded> {
  const requests = callers.map((headers) => ({ path: '/account', headers: { ...BROWSER, ...headers } }))
  let ok = 0
  let refused = 0
  let next = 0
  return new Promise((resolve, reject) => {
    const startedAt = performance.now()
    const options: Options = {
      url: address,
      connections,
      amount,
      // Each connection begins with another caller.
      setupClient(client) {
        const first = next
        next = (next + 7) % requests.length
        client.setRequests([...requests.slice(first), ...requests.slice(0, first)])
      },
    }
    const instance = autocannon(options, (error) => error && reject(error))
    instance.on('response', (_client, status) => {
      if (status === 200) ok += 1
      else refused += 1
      if (ok + refused < amount) return
      resolve({ seconds: (performance.now() - startedAt) / 1000, ok, refused })
      // By itself it would look only once a second whether it is done.
      instance.stop()
    })
    instance.on('reqError', reject)
  })
}
