import type { Demand } from '@retrust/core'
import { requireTrust } from '@retrust/hono'
import { Hono } from 'hono'
import type { GraphContext } from './app.ts'

/** An operation that the server knows by name, and what all of it demands, before any of it runs. */
interface Operation {
  readonly document: string
  readonly demand: Demand
}

// Clients send names of these and nothing else ("trusted documents"). The name in a document of the client's own says
// nothing: `query Me { payees }` is as good a name as any.
const operations = new Map<string, Operation>([
  ['Me', { document: 'query Me { me notes }', demand: {} }],
  ['AddNote', { document: 'mutation AddNote($text: String!) { addNote(text: $text) }', demand: { level: 'limited' } }],
  [
    'AddNotedPayee',
    {
      document: 'mutation AddNotedPayee($name: String!) { addNote(text: $name) addPayee(name: $name) }',
      demand: { acr: 'mfa', maxAge: '5m', action: 'payee.add' },
    },
  ],
])

/** The other way: one demand for each operation. */
export function operationsOf(yoga: { fetch(request: Request, context: GraphContext): Response | Promise<Response> }) {
  const app = new Hono<{ Variables: { operation: Operation; variables: unknown } }>()
  app.use(async (c, next) => {
    const body = await c.req.json().catch(() => undefined)
    const operation = operations.get(body?.operationName)
    if (operation === undefined) return c.json({ errors: [{ message: 'There is no such operation' }] }, 404)
    c.set('operation', operation)
    c.set('variables', body.variables)
    return next()
  })
  app.post(
    '/',
    requireTrust((c): Demand => c.get('operation').demand),
    (c) => {
      const body = JSON.stringify({ query: c.var.operation.document, variables: c.var.variables })
      const headers = { 'content-type': 'application/json' }
      return yoga.fetch(new Request(new URL('/graphql', c.req.url), { method: 'POST', headers, body }), { c })
    },
  )
  return app
}
