import { z } from 'zod'
import { isSafe } from './context/action.ts'
import type { OptionIssue } from './errors.ts'
import { didYouMean } from './nearest-name.ts'
import { atMost, callable, duration, isObject, positive, shapeIssues } from './option-shape.ts'
import type { Rule } from './rules/rule.ts'
import type { TrustOptions } from './trust-options.ts'

const page = z.string().regex(/^(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/, { error: 'is no plain path below "/"' })
const proxy = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]).refine((text) => !/\/0+$/.test(text))
const name = z
  .string()
  .regex(/^(?!__)[A-Za-z][\w.:-]{0,63}$/, { error: 'is no name (letters, digits, "_", ".", ":" and "-")' })

const SHAPE = z.strictObject({
  store: z.custom(
    (value) =>
      isObject(value) &&
      isObject(value.sessions) &&
      isObject(value.changes) &&
      isObject(value.records) &&
      typeof value.start === 'function' &&
      typeof value.close === 'function',
    { error: 'is no store' },
  ),
  credentials: z
    .array(
      z.custom((value) => isObject(value) && typeof value.build === 'function' && Array.isArray(value.issues), {
        error: 'is no credential',
      }),
    )
    .min(1, { error: 'is empty' }),
  policy: z.array(
    z
      .custom((value) => !Array.isArray(value), { error: 'is a list of rules', abort: true })
      .refine((value) => typeof value === 'function' || isRule(value), { error: 'is no rule' }),
  ),
  actions: z
    .record(
      name,
      z.strictObject({
        access: z.enum(['read', 'write']).optional(),
        sensitive: z.boolean().optional(),
        match: z.string().optional(),
      }),
    )
    .optional(),
  acrOrder: z
    .array(z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/, { error: 'is no acr value' }))
    .min(1, { error: 'is empty' })
    .refine((values) => new Set(values).size === values.length, { error: 'names an acr value twice' })
    .optional(),
  pages: z.strictObject({ login: page.optional(), logout: page.optional(), stepUp: page.optional() }).optional(),
  signals: z
    .record(
      z.string().regex(/^(?!__)[A-Za-z]\w{0,63}$/, { error: 'is no name (letters, digits and "_")' }),
      z.custom((value) => typeof value === 'function' || (isObject(value) && typeof value.read === 'function'), {
        error: 'is no signal source',
      }),
    )
    .optional(),
  secrets: z
    .array(z.string().min(32, { error: 'is shorter than 32 characters' }))
    .min(1, { error: 'is empty' })
    .optional(),
  outage: z.strictObject({ lastKnown: duration.optional() }).optional(),
  audit: z.strictObject({ sink: callable.optional(), mode: z.enum(['continue', 'required']).optional() }).optional(),
  clockLeeway: duration.refine(atMost('5m'), { error: 'is more than 5 minutes' }).optional(),
  trustedProxies: z
    .union([z.array(proxy), z.int().min(0).max(16)], {
      error: 'is neither a list of addresses and CIDR blocks nor a small number',
    })
    .optional(),
  tenant: callable.optional(),
  checkEvery: positive.optional(),
  hookTimeout: positive.optional(),
  storeTimeout: positive.optional(),
  clock: z
    .custom((value) => isObject(value) && typeof value.now === 'function' && typeof value.after === 'function', {
      error: 'is no clock',
    })
    .optional(),
})

const MENDS: Readonly<Record<string, string>> = {
  store: 'Give a store, for instance memoryStore()',
  credentials: 'Say what requests carry, for instance [cookieSession()]',
  policy: 'Give rules and functions in one list; a preset is spread into it: [...presets.balanced()]',
  actions: "Describe each action, for instance { 'payee.add': { sensitive: true } }",
  acrOrder: "List acr values, weakest first, for instance ['pwd', 'mfa', 'phr']",
  pages:
    "Give each page a path of its own, for instance { login: '/login' }: a page that is '/' would make everything essential",
  signals: 'Give a function, or an object with `read`',
  secrets: 'Give long random texts, the same on every node, newest last',
  outage: "Write for instance { lastKnown: '30s' }",
  audit: "Write for instance { sink: (record) => log(record), mode: 'continue' }",
  trustedProxies:
    "List your proxies, for instance ['10.0.0.0/8']; to believe everybody (true) would let clients choose their address",
  tenant: 'Give a function from the request to its tenant',
  clockLeeway: "Write at most '5m': what is over lives on for so long",
  clock: 'Give an object with now() and after(ms, run)',
}

/** Everything that is wrong with the options, at once: where, what, and how to mend it. */
export function checkOptions(options: TrustOptions, rules: readonly Rule[]): readonly OptionIssue[] {
  const shape = shapeIssues(SHAPE, options, MENDS)
  if (shape.some(({ path }) => path === 'options')) return shape
  // What reads a part of the options needs that part in its shape; the rest is told all the same.
  const sound = (...parts: readonly (keyof TrustOptions)[]): boolean =>
    !shape.some(({ path }) => parts.includes(path.split(/[.[]/)[0] as keyof TrustOptions))
  return [
    ...shape,
    ...(sound('credentials') ? credentialIssues(options) : []),
    ...(sound('credentials', 'acrOrder') ? acrIssues(options) : []),
    ...(sound('actions') ? actionIssues(options) : []),
    ...(sound('pages') ? pageIssues(options) : []),
    ...(sound('policy', 'actions', 'acrOrder') ? policyIssues(options, rules) : []),
    ...(sound('store', 'secrets') ? storeIssues(options) : []),
    ...(sound('audit') ? auditIssues(options) : []),
  ]
}

function credentialIssues({ credentials }: TrustOptions): readonly OptionIssue[] {
  const issues = credentials.flatMap((credential, i) =>
    credential.issues.map((issue) => ({ ...issue, path: `credentials[${i}].${issue.path}` })),
  )
  const cookies = credentials.filter((one) => one.name === 'cookieSession')
  if (cookies.length > 1)
    issues.push({
      path: 'credentials',
      problem: 'there are two cookieSession()',
      mend: 'Keep one: two cookies of ours could name two sessions',
    })
  const hosts = credentials.filter((one) => one.name === 'existingSession')
  if (hosts.length > 1)
    issues.push({
      path: 'credentials',
      problem: 'there are two existingSession()',
      mend: 'Keep one: two could name two people on one request',
    })
  if (hosts.length > 0 && cookies.length > 0)
    issues.push({
      path: 'credentials',
      problem: 'there is an existingSession() beside cookieSession(), and a browser would send both',
      mend: 'Keep one: what ends the one session would leave the person logged in by the other',
    })
  return issues
}

function acrIssues({ credentials, acrOrder = DEFAULT_ACR_ORDER }: TrustOptions): readonly OptionIssue[] {
  return credentials.flatMap(({ mapsTo = [] }, i) =>
    mapsTo
      .filter((acr) => !acrOrder.includes(acr))
      .map((acr) => ({
        path: `credentials[${i}].acr`,
        problem: `"${acr}" is not in acrOrder`,
        mend: didYouMean(acr, acrOrder),
      })),
  )
}

function actionIssues({ actions = {} }: TrustOptions): readonly OptionIssue[] {
  const issues: OptionIssue[] = []
  for (const [action, { match, sensitive, access }] of Object.entries(actions)) {
    if (match === undefined) continue
    const path = `actions.${action}.match`
    if (!/^[A-Z]+ (\/:?[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/.test(match)) {
      issues.push({
        path,
        problem: `"${match}" is no method and plain path`,
        mend: "Write for instance 'POST /search' or 'POST /reports/:id/preview'",
      })
    } else if (sensitive) {
      issues.push({
        path,
        problem: 'a match lowers what a request needs, and this action is sensitive',
        mend: 'Leave `match` out and name the action on its route',
      })
    } else if (access === undefined && !isSafe(match.split(' ')[0] as string)) {
      issues.push({
        path,
        problem: 'it lowers nothing, since the method writes',
        mend: "Add access: 'read', or leave `match` out",
      })
    }
  }
  const matches = Object.values(actions).map((one) => one.match)
  for (const [action, { match }] of Object.entries(actions)) {
    if (match !== undefined && matches.indexOf(match) !== matches.lastIndexOf(match))
      issues.push({
        path: `actions.${action}.match`,
        problem: `two actions match "${match}"`,
        mend: 'Let one action have it',
      })
  }
  return issues
}

function pageIssues({ pages }: TrustOptions): readonly OptionIssue[] {
  const used = [pages?.login, pages?.logout, pages?.stepUp].filter((one) => one !== undefined)
  if (new Set(used).size === used.length) return []
  return [{ path: 'pages', problem: 'two pages have the same path', mend: 'Give each page a path of its own' }]
}

function policyIssues(
  { actions = {}, acrOrder = DEFAULT_ACR_ORDER }: TrustOptions,
  rules: readonly Rule[],
): readonly OptionIssue[] {
  const issues: OptionIssue[] = []
  const anySensitive = Object.values(actions).some((one) => one.sensitive)
  rules.forEach((rule, i) => {
    const { decide, to, lifts, holds, onUnknown } = rule.options
    const path = `policy[${i}] (${rule.name})`
    if ((decide === 'downgrade' || onUnknown === 'downgrade') && to === 'limited' && !anySensitive) {
      issues.push({
        path,
        problem: 'it downgrades to `limited` while no action is declared sensitive, so it would change nothing',
        mend: 'Declare sensitive actions in `actions`, or downgrade to read-only',
      })
    }
    if (lifts !== undefined && !acrOrder.includes(lifts)) {
      issues.push({
        path: `${path}.lifts`,
        problem: `"${lifts}" is not in acrOrder`,
        mend: didYouMean(lifts, acrOrder),
      })
    } else if (lifts !== undefined && acrOrder.indexOf(lifts) > 0 && holds === 'session') {
      issues.push({
        path: `${path}.holds`,
        problem: 'what asks for more than a login but holds only for the session is escaped by logging in again',
        mend: "Write holds: 'subject'",
      })
    }
  })
  return issues
}

function storeIssues({ store, secrets }: TrustOptions): readonly OptionIssue[] {
  return store.shared && secrets === undefined
    ? [
        {
          path: 'secrets',
          problem: `the store "${store.name}" is shared with other processes, which must make the same hashes`,
          mend: MENDS.secrets as string,
        },
      ]
    : []
}

function auditIssues({ audit }: TrustOptions): readonly OptionIssue[] {
  return audit?.mode === 'required' && audit.sink === undefined
    ? [
        {
          path: 'audit.sink',
          problem: 'audit is required and goes nowhere, so every request would be refused',
          mend: MENDS.audit as string,
        },
      ]
    : []
}

/** The default of `acrOrder`: a password, two factors, phishing-resistant. */
export const DEFAULT_ACR_ORDER: readonly string[] = ['pwd', 'mfa', 'phr']

function isRule(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.find === 'function' &&
    typeof value.propose === 'function' &&
    isObject(value.options)
  )
}
