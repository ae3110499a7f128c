import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RunningServer {
  readonly origin: string
  close(): Promise<void>
}

/** Opens a server on loopback, on a port that is free unless one is asked for. */
export async function listen(server: Server, port = 0): Promise<RunningServer> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        // Live feeds stay open for as long as somebody listens; a demo that is over does not wait for them.
        server.closeAllConnections()
      }),
  }
}
