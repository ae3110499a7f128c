import type { EndableHost } from '../credentials/credential.ts'
import { within } from '../deadline.ts'
import type { Engine } from '../engine.ts'
import { type MaybePromise, orElse, whenReady } from '../ready.ts'

/**
 * Ends a session where its host keeps it. Answers whether that was done; where not, our own record of its end refuses it for
 * as long as it may live, and each request that shows it tries again.
 */
export function endHost(engine: Engine, host: EndableHost | undefined): MaybePromise<boolean> {
  if (host === undefined) return true
  return orElse<boolean, boolean>(
    () => {
      const late = (): Error => new Error('existingSession: end() did not answer in time')
      return whenReady(within(engine.clock, engine.hookTimeoutMs, host.end(), late), () => true)
    },
    (error) => {
      engine.events.emit('fault', { source: 'credential.end', error })
      return false
    },
  )
}
