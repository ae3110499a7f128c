import { TrustRefusal } from '@retrust/core'
import type { NodeResponse } from './node-exchange.ts'

/**
 * Says an error on `console.error` and answers it with 500, where nothing above would: a server of Node alone ends its
 * process. An answer that has begun is cut; a refusal is sent by the gate, and is no error to speak of.
 *
 * @example
 * ```ts
 * import { createServer, type RequestListener } from 'node:http'
 * import { answerFailure } from '@retrust/adapter-kit'
 *
 * const caught = (listener: RequestListener) =>
 *   createServer(async (req, res) => {
 *     try {
 *       await listener(req, res)
 *     } catch (error) {
 *       answerFailure(res, error)
 *     }
 *   })
 * ```
 */
export function answerFailure(res: NodeResponse, error: unknown): void {
  if (!(error instanceof TrustRefusal)) console.error(error)
  if (res.writableEnded) return
  if (res.headersSent) {
    // Half an answer must not look like a whole one.
    res.destroy?.()
    return
  }
  for (const name of Object.keys(res.getHeaders())) res.removeHeader(name)
  res.statusCode = 500
  res.end('Internal Server Error')
}
