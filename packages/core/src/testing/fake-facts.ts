import type { HeaderAnswer, RequestFacts } from '../context/request-facts.ts'

/** A request as a test writes it down. */
export interface FakeRequest {
  readonly method?: string | undefined
  readonly path?: string | undefined
  readonly query?: string | undefined
  readonly origin?: string | undefined
  readonly headers?: Readonly<Record<string, string | readonly string[]>> | undefined
  readonly cookies?: string | undefined
  readonly address?: string | undefined
  readonly network?: string | undefined
  readonly browser?: { readonly family?: string | undefined; readonly platform?: string | undefined } | undefined
  readonly channel?: RequestFacts['channel'] | undefined
}

/**
 * Facts without a framework. A header with several values came several times.
 *
 * @example
 * ```ts
 * import { fakeFacts } from '@retrust/core/testing'
 *
 * const facts = fakeFacts({ method: 'POST', path: '/payees', browser: { family: 'Firefox', platform: 'Linux' } })
 * ```
 */
export function fakeFacts(request: FakeRequest = {}): RequestFacts {
  const headers = new Map(Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
  const loopback = request.address === '127.0.0.1'
  const facts: RequestFacts = {
    method: request.method ?? 'GET',
    origin: request.origin ?? (loopback ? 'https://localhost' : 'https://app.example.test'),
    path: request.path ?? '/',
    query: request.query ?? '',
    channel: request.channel ?? 'request',
    peer: {
      address: request.address ?? '198.51.100.7',
      network: request.network ?? '198.51.100.0/24',
      loopback,
    },
    body: 'unread',
    browser: { family: request.browser?.family, platform: request.browser?.platform },
    cookies: request.cookies,
    single(name): HeaderAnswer {
      const value = headers.get(name)
      if (value === undefined) return { kind: 'absent' }
      return typeof value === 'string' ? { kind: 'value', value } : { kind: 'several' }
    },
    detach: () => facts,
  }
  return facts
}
