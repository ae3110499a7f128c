import { problemRefusal, type Refusal, type RequestListener, type TrustRefusal, type TrustRequest } from '@retrust/core'

/** An engine's side of a request that a test plays by hand. */
export interface FakeTrustRequest extends TrustRequest {
  readonly calls: string[]
  cookies: string[]
  startDemand(): void
  meetDemand(): void
  refuseDemand(refusal?: Refusal): void
  abort(reason: TrustRefusal): void
}

export const refusal: Refusal = problemRefusal(401, 'demand.acr', 'Prove again', {
  headers: { 'www-authenticate': 'Bearer' },
})

export function fakeTrustRequest(): FakeTrustRequest {
  let refused: Refusal | undefined
  let pending: Promise<void> | undefined
  let done: () => void = () => undefined
  let listener: RequestListener | undefined
  const controller = new AbortController()
  const calls: string[] = []
  const settleDemand = () => {
    pending = undefined
    done()
  }
  return {
    calls,
    cookies: [],
    admit: () => ({ kind: 'continue' }),
    judge: () => ({ kind: 'continue' }),
    view: { abortSignal: controller.signal } as TrustRequest['view'],
    viewed: true,
    takeCookies() {
      const taken = this.cookies
      this.cookies = []
      return taken
    },
    pending: () => pending,
    get refused() {
      return refused
    },
    listen(given) {
      listener = given
    },
    settle: (status) => void calls.push(`settle ${status}`),
    ignored: () => void calls.push('ignored'),
    closed: () => void calls.push('closed'),
    startDemand() {
      pending = new Promise((resolve) => {
        done = resolve
      })
    },
    meetDemand: settleDemand,
    refuseDemand(given = refusal) {
      refused = given
      listener?.refuse(given)
      settleDemand()
    },
    abort(reason) {
      controller.abort(reason)
      listener?.abort(reason)
    },
  }
}
