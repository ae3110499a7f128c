import '../end-with-parent.ts'
import { get } from 'node:http'
import { BROWSER } from '../judged/requests.ts'
import type { Opening } from './messages.ts'

// Readers of one server's streams: an open connection each.
let held = 0

process.on('message', async ({ address, cookies, upTo }: Opening) => {
  // Some at a time: a server's backlog of connections is short.
  while (held < upTo) {
    const some = Array.from({ length: Math.min(100, upTo - held) }, (_, i) => open(address, cookies[held + i]))
    await Promise.all(some)
    held += some.length
  }
  process.send?.(held)
})
process.send?.('ready')

function open(address: string, cookie: string | undefined): Promise<void> {
  const headers = cookie === undefined ? BROWSER : { ...BROWSER, cookie }
  return new Promise((resolve, reject) => {
    get(`${address}/feed`, { headers, agent: false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`a stream was refused: ${response.statusCode}`))
      response.once('data', () => resolve())
      response.on('error', () => undefined)
      response.resume()
    }).on('error', reject)
  })
}
