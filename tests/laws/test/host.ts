import { type CredentialOption, existingSession, type SessionView, type TrustRequest } from '@retrust/core'
import { type FakeRequest, fakeFacts } from '@retrust/core/testing'
import { MINUTE } from '../../../packages/core/test/engine/world.ts'
import type { Process } from './processes.ts'
import { DEMANDS, HOMES } from './story.ts'

/** A login as the application's own library keeps it. */
export interface HostLogin {
  readonly id: string
  readonly subject: string
  readonly start: number
}

/** What a request shows: the login behind the library's cookie, and the companion cookie. */
export interface Shown {
  readonly login: HostLogin
  readonly companion: string | undefined
}

/** One request as its framework hands it on. Its library does what is worst: what it was told to end it still keeps. */
export interface Exchange {
  readonly login: HostLogin
  ended: boolean
}

export const MAX_LIFE = 30 * MINUTE

/** The record of a login: another subject or another time under the same id is another. */
export const nameOf = ({ id, subject, start }: HostLogin): string => `${id} of ${subject} at ${start}`

export const hostSession = (maxLife: '30m' | '60m' = '30m'): CredentialOption =>
  existingSession<Exchange>(
    {
      read: ({ login: { id, subject, start } }) => ({ id, subject: { id: subject }, start, acr: 'pwd', amr: ['pwd'] }),
      end: (exchange) => {
        exchange.ended = true
      },
      maxLife,
    },
    { name: 'a host', isExchange: (value): value is Exchange => value !== undefined },
  )

/** A request whose handler may take its time. */
export interface Work {
  readonly process: Process
  shown: Shown
  readonly method: 'GET' | 'POST'
  readonly request: TrustRequest
  readonly exchange: Exchange
  /** When it began: all that it asks for is judged as of then. */
  readonly began: number
}

/** What a request, or something that its handler did, was answered. */
export interface Told {
  /** Which request it was, and when it began, where one asked for something. */
  readonly request?: TrustRequest
  readonly began?: number
  /** As in any story: `as … at …`, `done`, `nobody`, or why not. */
  readonly answer: string
  readonly shown?: Shown | undefined
  readonly demand?: (typeof DEMANDS)[number]
  /** Whether the host was told to end its session. */
  readonly endedAtHost?: boolean
  /** What the application saw of the session that was let in. */
  readonly session?: SessionView | undefined
  /** What whoever gets the answer of a raise shows from then on. */
  readonly raised?: Shown | undefined
}

export interface Asked {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly away?: number | undefined
}

/** Begins a request. A work that was not let in is over; so is everything that it is asked for later. */
export async function begin(process: Process, shown: Shown, { method, path, away = 0 }: Asked): Promise<Work> {
  const cookies = shown.companion === undefined ? undefined : `__Host-raised=${shown.companion}`
  const exchange: Exchange = { login: shown.login, ended: false }
  const facts = fakeFacts({ method, path, cookies, ...(HOMES[away] as FakeRequest) })
  const began = process.clock.now()
  const work = { process, shown, method, request: process.trust.open(facts, exchange), exchange, began }
  await work.request.admit()
  return work
}

export async function demand(work: Work, nth?: number): Promise<Told> {
  const { request, began, method, shown, exchange } = work
  const wanted = nth === undefined ? undefined : DEMANDS[nth]
  let verdict = await request.admit()
  if (verdict.kind === 'continue' && wanted !== undefined) verdict = await request.judge(wanted, method)
  const refusal = request.refused ?? (verdict.kind === 'refuse' ? verdict.refusal : undefined)
  const { subject, session, level } = request.view
  const told = { request, began, shown, demand: wanted, endedAtHost: exchange.ended }
  if (refusal !== undefined) return { ...told, answer: `${refusal.status} ${refusal.code}` }
  return { ...told, answer: `as ${subject?.id ?? 'nobody'} at ${level}`, session }
}

/** The handler of a request raises its session; whoever gets the answer has another companion from then on. */
export async function raise(work: Work, acr: string, object?: string): Promise<Told> {
  const about = object === undefined ? {} : { action: 'pay', object }
  const told = await tried(work, () => work.request.view.raise({ acr, amr: ['otp'], ...about }))
  const line = work.request.takeCookies().find((one) => one.startsWith('__Host-raised='))
  const companion = line?.slice(line.indexOf('=') + 1, line.indexOf(';'))
  // The answer of an end clears it.
  if (!companion) return told
  work.shown = { ...work.shown, companion }
  return { ...told, raised: work.shown }
}

export const end = (work: Work, everywhere: boolean): Promise<Told> =>
  tried(work, () => work.request.view.end({ everywhere }))

export function over({ request }: Work): void {
  request.settle(request.refused?.status ?? 200)
  request.closed()
}

async function tried({ shown, exchange, request }: Work, run: () => Promise<unknown>): Promise<Told> {
  const verdict = await request.admit()
  if (verdict.kind === 'refuse') return { answer: `failed: ${verdict.refusal.code}`, shown }
  try {
    await run()
    return { answer: 'done', shown, endedAtHost: exchange.ended }
  } catch (error) {
    return { answer: `failed: ${(error as Error).message}`, shown }
  }
}
