import CachePolicy from 'http-cache-semantics'
import type { RunningHost } from './host-under-test.ts'

/** A shared cache, as RFC 9111 has it; `careless` keeps refusals for a minute, which say that they must not be kept. */
export function cachingProxy(host: RunningHost, kind: 'strict' | 'careless'): RunningHost {
  const kept: { readonly policy: CachePolicy; readonly response: Response }[] = []
  return {
    close: host.close,
    async fetch(request) {
      const asked = { url: request.url, method: request.method, headers: Object.fromEntries(request.headers) }
      const known = kept.find(({ policy }) => policy.satisfiesWithoutRevalidation(asked))
      if (known !== undefined) return known.response.clone()
      const response = await host.fetch(request)
      const headers = Object.fromEntries(response.headers)
      if (kind === 'careless' && response.status > 300) headers['cache-control'] = 'public, max-age=60'
      const policy = new CachePolicy(asked, { status: response.status, headers }, { shared: true })
      if (policy.storable()) kept.push({ policy, response: response.clone() })
      return response
    },
  }
}
