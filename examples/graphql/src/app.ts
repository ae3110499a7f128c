import { serve } from '@hono/node-server'
import { cookieSession, createTrust, type Demand, memoryStore, presets, TrustRefusal } from '@retrust/core'
import { requireTrust, retrust, trustOf } from '@retrust/hono'
import { type GraphQLError, getOperationAST } from 'graphql'
import { createSchema, createYoga, type MaskError, maskError, type Plugin } from 'graphql-yoga'
import { type Context, Hono } from 'hono'
import { operationsOf } from './operations.ts'

export const trust = createTrust({
  store: memoryStore(),
  credentials: [cookieSession({ absolute: '12h', idle: '30m', secure: false })], // plain http on loopback only
  policy: presets.balanced(),
  actions: {
    // A POST writes, unless it is said here that it reads: then queries go on when trust falls to `read-only`.
    graphql: { match: 'POST /graphql', access: 'read' },
    operations: { match: 'POST /operations', access: 'read' },
    'payee.add': { sensitive: true },
  },
  pages: { login: '/login', logout: '/logout', stepUp: '/confirm' },
})

export type GraphContext = { readonly c: Context }

/** With the route lowered to reading, no mutation may forget that it writes. */
const mutationsWrite: Plugin<GraphContext> = {
  async onExecute({ args }) {
    const isQuery = getOperationAST(args.document, args.operationName)?.operation === 'query'
    if (!isQuery) await trustOf(args.contextValue.c).demand({ level: 'limited' })
  },
}

/** A field that asks for more. What it refuses is the whole answer, whatever the other fields have found by then. */
function demanding<Args>(demand: Demand, resolve: (args: Args, c: Context) => unknown) {
  return async (_parent: unknown, args: Args, { c }: GraphContext) => {
    await trustOf(c).demand(demand)
    return resolve(args, c)
  }
}

const notes = new Set<string>()
const payees = new Set<string>()
const schema = createSchema<GraphContext>({
  typeDefs: /* GraphQL */ `
    type Query { me: ID!  notes: [String!]!  payees: [String!]! }
    type Mutation { addNote(text: String!): [String!]!  addPayee(name: String!): [String!]! }
  `,
  resolvers: {
    Query: {
      me: (_parent, _args, { c }) => trustOf(c).subject?.id,
      notes: () => notes,
      payees: demanding({ acr: 'mfa' }, () => payees),
    },
    Mutation: {
      addNote: (_parent, { text }: { text: string }) => notes.add(text),
      addPayee: demanding({ acr: 'mfa', maxAge: '5m', action: 'payee.add' }, (args: { name: string }) =>
        payees.add(args.name),
      ),
    },
  },
})

// A refusal is no fault of this server, to be read in its log.
const isRefusal = (error: unknown) => ((error as GraphQLError).originalError ?? error) instanceof TrustRefusal
const quiet: MaskError = (error, ...rest) => (isRefusal(error) ? (error as Error) : maskError(error, ...rest))
const yoga = createYoga<GraphContext>({ schema, plugins: [mutationsWrite], maskedErrors: { maskError: quiet } })

const app = new Hono().use(retrust(trust))
app.post('/graphql', requireTrust(), (c) => yoga.fetch(c.req.raw, { c }))
app.route('/operations', operationsOf(yoga))
app.post('/login', async (c) => {
  await trustOf(c).begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] }) // check the password first
  return c.json({ ok: true })
})
app.post('/confirm', async (c) => {
  await trustOf(c).raise({ acr: 'mfa', amr: ['otp'] }) // check the second factor first
  return c.json({ ok: true })
})

export const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000), hostname: '127.0.0.1' })
