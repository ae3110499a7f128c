import { factsFromNode, type NodeRequest, TrustedProxies } from '@retrust/adapter-kit'
import type { Refusal, Trust, TrustView } from '@retrust/core'

/** A request as it comes from a Node server, without one: headers may hold what no server would let through. */
export function nodeRequest(request: Partial<NodeRequest> = {}): NodeRequest {
  return {
    method: 'GET',
    url: '/',
    rawHeaders: [],
    headers: {},
    socket: { remoteAddress: '198.51.100.7', encrypted: true },
    ...request,
  }
}

const none = new TrustedProxies([])

/** What came of a request: the refusal, if it was refused, and the view that a handler would have. */
export async function judged(
  trust: Trust,
  request: Partial<NodeRequest>,
  proxies: TrustedProxies = none,
): Promise<{ readonly view: TrustView; readonly refusal: Refusal | undefined }> {
  const opened = trust.open(factsFromNode(nodeRequest(request), proxies))
  const verdict = await opened.admit()
  return { view: opened.view, refusal: verdict.kind === 'refuse' ? verdict.refusal : undefined }
}
