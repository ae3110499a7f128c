import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs'
import { newEnforcer, newModelFromString, StringAdapter } from 'casbin'
import type { Case } from './measure-in-turns.ts'

// The same question for both: may this member read this account, at this hour, at this risk.
const CASBIN_MODEL = `
[request_definition]
r = sub, obj, act
[policy_definition]
p = role, obj, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub.role == p.role && r.obj == p.obj && r.act == p.act && r.sub.risk < 80 && r.sub.hour >= 0 && r.sub.hour < 24
`
const CASBIN_RULES = Array.from({ length: 10 }, (_, i) => `p, role${i}, object${i}, read`).join('\n')

const CEDAR_RULES = Array.from(
  { length: 10 },
  (_, i) => `permit(principal, action == Action::"read", resource == Account::"a${i}")
when { context.risk < 80 && context.hour >= 0 && context.hour < 24 && context.role == "role${i}" };`,
).join('\n')

/** Engines for policies alone: without session, credential, facts or record. */
export async function policyPeers(): Promise<readonly Case[]> {
  return [await casbin(), cedar()]
}

async function casbin(): Promise<Case> {
  const enforcer = await newEnforcer(newModelFromString(CASBIN_MODEL), new StringAdapter(CASBIN_RULES))
  const who = { role: 'role9', risk: 5, hour: 9 }
  return {
    name: 'casbin: ten rules',
    run(times) {
      for (let i = 0; i < times; i++)
        if (!enforcer.enforceSync(who, 'object9', 'read')) throw new Error('casbin refused')
    },
  }
}

function cedar(): Case {
  const parsed = preparsePolicySet('ten', { staticPolicies: CEDAR_RULES })
  if (parsed.type !== 'success') throw new Error(`cedar: ${JSON.stringify(parsed)}`)
  const call = {
    principal: { type: 'User', id: 'alice' },
    action: { type: 'Action', id: 'read' },
    resource: { type: 'Account', id: 'a9' },
    context: { risk: 5, hour: 9, role: 'role9' },
    entities: [],
    preparsedPolicySetId: 'ten',
  }
  return {
    name: 'cedar-wasm: ten rules, parsed before',
    run(times) {
      for (let i = 0; i < times; i++) {
        const answer = statefulIsAuthorized(call)
        if (answer.type !== 'success' || answer.response.decision !== 'allow') throw new Error('cedar refused')
      }
    },
  }
}
