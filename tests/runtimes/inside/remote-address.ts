import type { RetrustOptions } from '@retrust/hono'
import type { Context } from 'hono'
import type { GetConnInfo } from 'hono/conninfo'

/** The option of `retrust` from what a platform's part of Hono tells of the connection. */
export function remoteAddress(getConnInfo: GetConnInfo): NonNullable<RetrustOptions['remoteAddress']> {
  return (c: Context) => getConnInfo(c).remote.address
}
