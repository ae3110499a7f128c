import { honoOnFetch } from '../../../packages/hono/test/hono-on-fetch.ts'
import { runCases } from './run-cases.ts'

/** Runs the suite when it is asked to: outside a request workerd gives neither timers nor randomness. */
export default {
  fetch(): Response {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const writer = writable.getWriter()
    const encoder = new TextEncoder()
    const lines = runCases(honoOnFetch, (line) => void writer.write(encoder.encode(`${line}\n`)))
    void lines.finally(() => writer.close())
    return new Response(readable, { headers: { 'has-node': String('process' in globalThis) } })
  },
}
