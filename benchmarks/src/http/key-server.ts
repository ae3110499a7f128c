import { createServer } from 'node:http'
import { jwks } from './tokens.ts'

/** Serves the issuer's keys. They are asked for once and kept by whoever asks. Answers where they are. */
export async function serveKeys(): Promise<string> {
  const server = createServer((_req, res) => {
    res.setHeader('content-type', 'application/json')
    res.end(JSON.stringify(jwks))
  })
  server.unref()
  return `${await listen(server)}/jwks`
}

/** Answers the address of a server on a free port of loopback. */
export function listen(server: ReturnType<typeof createServer>): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address()
      if (bound === null || typeof bound === 'string') reject(new Error('no port'))
      else resolve(`http://127.0.0.1:${bound.port}`)
    })
  })
}
