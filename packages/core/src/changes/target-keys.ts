import type { Engine } from '../engine.ts'
import { MisuseError } from '../errors.ts'
import { type Target, targetKey } from './change.ts'

const FORMS = 'Name one of { subject: { id } }, { session: handle }, { device }, { credential } or { tenant }'

/** The stored key of a target, and its tenant. A target that names nothing, or a tenant that is missing, is an error. */
export function keyOfTarget(
  engine: Pick<Engine, 'tenanted'>,
  target: Target,
): { readonly key: string; readonly tenant: string } {
  if (typeof target !== 'object' || target === null) throw new MisuseError('There is no target', FORMS)
  if ('subject' in target) {
    const { id, issuer } = target.subject ?? {}
    const tenant = tenantOf(engine, target.subject?.tenant)
    named('subject.id', id)
    // It would be written down and never looked up.
    if (issuer !== undefined && typeof issuer !== 'string')
      throw new MisuseError("The subject's issuer is no text", FORMS)
    return {
      tenant,
      key: issuer === undefined ? targetKey.subjectAnywhere(tenant, id) : targetKey.subject(tenant, issuer, id),
    }
  }
  if ('session' in target) return keyed(engine, 'session', target.session, target.tenant)
  if ('device' in target) return keyed(engine, 'device', target.device, target.tenant)
  if ('credential' in target) return keyed(engine, 'credential', target.credential, target.tenant)
  if ('tenant' in target) {
    if (typeof target.tenant !== 'string') throw new MisuseError('The tenant is no name', FORMS)
    const tenant = tenantOf(engine, target.tenant)
    return { tenant, key: targetKey.tenant(tenant) }
  }
  throw new MisuseError(
    `The target has none of the known members (it has: ${Object.keys(target).join(', ') || 'none'})`,
    FORMS,
  )
}

function keyed(
  engine: Pick<Engine, 'tenanted'>,
  kind: 'session' | 'device' | 'credential',
  name: unknown,
  given: string | undefined,
): { key: string; tenant: string } {
  const tenant = tenantOf(engine, given)
  named(kind, name)
  return { tenant, key: targetKey[kind](tenant, name) }
}

function named(member: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value === '')
    throw new MisuseError(`The target's ${member} is no text`, `${FORMS}; a number is written String(user.id)`)
}

function tenantOf({ tenanted }: Pick<Engine, 'tenanted'>, given: unknown): string {
  if (given !== undefined && typeof given !== 'string') throw new MisuseError('The tenant is no name', FORMS)
  if (tenanted && given === undefined)
    throw new MisuseError(
      'With the `tenant` option a target needs its tenant',
      'Write for instance { subject: { id, tenant } }',
    )
  // It would be written down and never looked up: nobody here is of that tenant.
  if (!tenanted && given)
    throw new MisuseError(`This engine has no \`tenant\` option, so nobody is of tenant "${given}"`, 'Leave it out')
  return given ?? ''
}
