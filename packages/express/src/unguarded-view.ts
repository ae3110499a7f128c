import type { ResponseGate } from '@retrust/adapter-kit'
import {
  type Decision,
  type Demand,
  type DemandHooks,
  type Level,
  type Login,
  problemRefusal,
  type Raise,
  type SessionView,
  type Subject,
  TrustRefusal,
  type TrustView,
} from '@retrust/core'
import type { ExpressRequest } from './express-exchange.ts'
import { fail } from './fail.ts'
import { isGuarded } from './guarded.ts'

/**
 * A view on Express 4, where a rejected promise of a handler would end the process. Outside `guarded` a demand is refused
 * with a code that says so, and what else fails goes to the application's error layers. Neither settles: the answer is
 * theirs by then.
 */
export class UnguardedView implements TrustView {
  readonly #view: TrustView
  readonly #gate: ResponseGate
  readonly #req: ExpressRequest

  constructor(view: TrustView, gate: ResponseGate, req: ExpressRequest) {
    this.#view = view
    this.#gate = gate
    this.#req = req
  }

  get subject(): Subject | undefined {
    return this.#view.subject
  }

  get session(): SessionView | undefined {
    return this.#view.session
  }

  get level(): Level {
    return this.#view.level
  }

  get scopes(): readonly string[] | undefined {
    return this.#view.scopes
  }

  get decision(): Decision {
    return this.#view.decision
  }

  get anonymousBecause(): string | undefined {
    return this.#view.anonymousBecause
  }

  get returnTo(): string | undefined {
    return this.#view.returnTo
  }

  get abortSignal(): AbortSignal {
    return this.#view.abortSignal
  }

  demand(demand: Demand, hooks?: DemandHooks): Promise<void> {
    if (isGuarded(this.#req)) return this.#view.demand(demand, hooks)
    this.#gate.refuse(
      problemRefusal(500, 'demand.unguarded', 'A demand was made where Express 4 would lose its refusal', {
        mend: 'Wrap the handler: app.post(path, guarded(async (req, res) => …)), from @retrust/express',
      }),
    )
    this.#gate.send()
    return never()
  }

  check(demand: Demand): ReturnType<TrustView['check']> {
    return this.#caught(this.#view.check(demand))
  }

  begin(login: Login): Promise<SessionView> {
    return this.#caught(this.#view.begin(login))
  }

  raise(raise: Raise): Promise<SessionView> {
    return this.#caught(this.#view.raise(raise))
  }

  end(options?: Parameters<TrustView['end']>[0]): Promise<void> {
    return this.#caught(this.#view.end(options))
  }

  #caught<T>(writing: Promise<T>): Promise<T> {
    if (isGuarded(this.#req)) return writing
    return writing.catch((error: unknown) => {
      if (error instanceof TrustRefusal) this.#gate.send()
      else if (this.#req.next === undefined) throw error
      else fail(this.#req.next, error)
      return never()
    })
  }
}

const never = (): Promise<never> => new Promise(() => undefined)
