import type { AuditRecord, Trust, TrustOptions } from '@retrust/core'
import type { FakeRequest, ManualClock } from '@retrust/core/testing'
import { Client, worldOf } from '../../../packages/core/test/engine/world.ts'

/** An engine that can be started anew over the same store: what it held in its memory is gone then. */
export interface Process {
  /** Always the engine that runs now. */
  readonly trust: Trust
  readonly clock: ManualClock
  readonly records: AuditRecord[]
  /** The handles of sessions that it ended, and that the store took the end of, in order. */
  readonly ended: string[]
  restart(): void
}

export function processOf(options: Partial<TrustOptions> & { readonly clock: ManualClock }): Process {
  const records: AuditRecord[] = []
  const ended: string[] = []
  let stop = (): void => undefined
  let engine = started()
  return {
    trust: {
      ...engine,
      open: (...given) => engine.open(...given),
      revoke: (...given) => engine.revoke(...given),
      report: (...given) => engine.report(...given),
      sessions: (of) => engine.sessions(of),
    },
    clock: options.clock,
    records,
    ended,
    restart() {
      stop()
      engine = started()
    },
  }

  function started(): Trust {
    const { trust } = worldOf(options)
    trust.on('decision', (record) => void records.push(record))
    trust.on('ended', ({ handle }) => void ended.push(handle))
    stop = () => void trust.close()
    return trust
  }
}

/** The same jar in the hands of another process's client. */
export function clientOf({ trust }: Process, cookies: string | undefined, home?: FakeRequest): Client {
  const pairs = (cookies ?? '').split('; ').filter((one) => one !== '')
  return new Client(
    trust,
    home,
    new Map(pairs.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)])),
  )
}

/** The public handle of the session whose cookie is in a jar. */
export function handleIn(cookies: string | undefined): string | undefined {
  const pair = cookies?.split('; ').find((one) => !one.split('=')[0]?.endsWith('-device'))
  return pair?.slice(pair.indexOf('=') + 1).split('.')[0]
}
