import type { Server } from 'node:http'
import type { Trust } from '@retrust/core'
import type { Counts } from '../judged/counts.ts'
import { BROWSER } from '../judged/requests.ts'

/** The headers that one caller sends. */
export type Caller = Readonly<Record<string, string>>

/** A contestant that serves `GET /account` on loopback. */
export interface Started {
  readonly server: Server
  /** Callers who may read their account, at that address. Asked before each slice, since a proof gets old. */
  callers(address: string): Promise<readonly Caller[]>
  /** The engine, where every request is judged. */
  readonly trust?: Trust
}

/** Starts a contestant. Every file of `contestants/` is one. */
export type Contestant = (counts: Counts) => Promise<Started>

/** So many callers take turns. */
export const CALLERS = 64

export const callerNames: readonly string[] = Array.from({ length: CALLERS }, (_, i) => `u${i}`)

/** Where nobody has to show anything. */
export const nobody = async (): Promise<readonly Caller[]> => [{}]

/** Logs everybody in once, over HTTP, and keeps their cookies. */
export function byLogin(): Started['callers'] {
  let callers: Promise<readonly Caller[]> | undefined
  return (address) => {
    callers ??= Promise.all(callerNames.map((id) => logIn(address, id)))
    return callers
  }
}

async function logIn(address: string, id: string): Promise<Caller> {
  const headers = { 'user-agent': BROWSER['user-agent'] }
  const response = await fetch(`${address}/login/${id}`, { method: 'POST', headers })
  const cookies = response.headers.getSetCookie().map((line) => line.slice(0, line.indexOf(';')))
  if (!response.ok || cookies.length === 0) throw new Error(`no login: ${response.status} ${await response.text()}`)
  return { cookie: cookies.join('; ') }
}

/** Everybody with a token of their own. */
export function withTokens(scheme: string, tokenOf: (id: string) => Promise<string>): Started['callers'] {
  let callers: Promise<readonly Caller[]> | undefined
  return () => {
    callers ??= Promise.all(callerNames.map(async (id) => ({ authorization: `${scheme} ${await tokenOf(id)}` })))
    return callers
  }
}
