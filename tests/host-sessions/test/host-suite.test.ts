import { describe } from 'vitest'
import { adoption } from './cases/adoption.ts'
import { caches } from './cases/caches.ts'
import { endings } from './cases/endings.ts'
import { faults } from './cases/faults.ts'
import { growth } from './cases/growth.ts'
import { identities } from './cases/identities.ts'
import { leftovers } from './cases/leftovers.ts'
import { once } from './cases/once.ts'
import { raises } from './cases/raises.ts'
import type { HostUnderTest } from './host-under-test.ts'
import { cookieSessionLibrary } from './hosts/cookie-session.ts'
import { expressSession, expressSessionOn4 } from './hosts/express-session.ts'
import { honoSessionOnFetch, honoSessionOnNode } from './hosts/hono-session.ts'
import { ironSession } from './hosts/iron-session.ts'
import { koaSession, koaSessionWithStore } from './hosts/koa-session.ts'
import { expressSessionOnNode, ironSessionOnNode } from './hosts/node-session.ts'
import { passportOnExpress } from './hosts/passport.ts'

const hosts: readonly HostUnderTest[] = [
  expressSession,
  expressSessionOn4,
  passportOnExpress,
  cookieSessionLibrary,
  ironSession,
  koaSession,
  koaSessionWithStore,
  honoSessionOnNode,
  honoSessionOnFetch,
  expressSessionOnNode,
  ironSessionOnNode,
]

for (const host of hosts) {
  describe(host.name, () => {
    adoption(host)
    endings(host)
    raises(host)
    identities(host)
    faults(host)
    leftovers(host)
    once(host)
    growth(host)
    caches(host)
  })
}
