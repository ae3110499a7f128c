import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Peer } from '@retrust/core'
import { describe, expect, test } from 'vitest'
import { factsFromNode, TrustedProxies } from '../src/index.ts'
import { certificate, privateKey } from './test-certificate.ts'

/** What a TLS server knows of a client. */
async function peerOf(client: { cert?: string; key?: string }, proxies: readonly string[]): Promise<Peer> {
  const trusted = new TrustedProxies(proxies)
  const tls = { cert: certificate, key: privateKey, requestCert: true, rejectUnauthorized: false }
  let peer: Peer | undefined
  const server = createServer(tls, (req, res) => {
    peer = factsFromNode(req, trusted).peer
    res.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const asking = request({ host: '127.0.0.1', port, rejectUnauthorized: false, agent: false, ...client }).end()
  const [answer] = await once(asking, 'response')
  answer.resume()
  await once(answer, 'end')
  server.close()
  return peer as Peer
}

const shown = { cert: certificate, key: privateKey }

describe('the client’s certificate', () => {
  test('is a fact where the client has shown one on its own connection', async () => {
    const peer = await peerOf(shown, [])
    expect(Buffer.from(peer.certificate as Uint8Array)).toEqual(new X509Certificate(certificate).raw)
    expect(peer.address).toBe('127.0.0.1')
  })

  test('is unknown where it has shown none, and where a proxy holds the connection', async () => {
    expect((await peerOf({}, [])).certificate).toBeUndefined()
    expect((await peerOf(shown, ['127.0.0.1'])).certificate).toBeUndefined()
  })
})
