import type { CredentialOption, Trust, TrustView } from '@retrust/core'

/** What a test wants of an application. The application's own code knows nothing of it. */
export interface HostPlan {
  /** Builds the engine over the credential that reads this library. */
  readonly trust: (credential: CredentialOption) => Trust
  readonly now: () => number
  /** Runs before `read` and `end` of the credential: may throw, reject or hang. Not in their own promise: a throw stays one. */
  readonly beforeRead?: (() => unknown) | undefined
  readonly beforeEnd?: (() => unknown) | undefined
  /** Runs in the handler of `POST /confirm`. */
  readonly beforeRaise?: (() => unknown) | undefined
  /** Runs in the handler of `GET /open`. */
  readonly onOpen?: (() => void) | undefined
  /** What `GET /late` waits for after its head and before it raises or ends. */
  readonly afterHead?: Promise<void> | undefined
  /** What `read` answers, instead of what the library says. */
  readonly answer?: ((login: Login) => unknown) | undefined
  /** `retrust` stands before the library. */
  readonly inWrongOrder?: boolean | undefined
  /** How often `retrust` is mounted. Default once. */
  readonly mounts?: number | undefined
  /** Builds another engine over the same library, mounted below the first for what is under `/inner`. */
  readonly inner?: ((credential: CredentialOption) => Trust) | undefined
  /** Runs in the handler of `POST /stubborn`, which writes its login into the session again whatever happens here. */
  readonly beforeWrite?: ((view: TrustView) => Promise<unknown>) | undefined
  /** The session is named by the library's own id, which changes when it is regenerated. */
  readonly byLibraryId?: boolean | undefined
}

/** What the application's login page writes into the session. */
export interface Login {
  readonly loginId: string
  readonly userId: string
  readonly loginAt: number
}

/** Runs what a test put before a function of the credential; what it throws at once is thrown at once. */
export function after<T>(before: (() => unknown) | undefined, then: () => Promise<T>): Promise<T> {
  const waited = before?.()
  return waited instanceof Promise ? waited.then(then) : then()
}

/** What the handler of `GET /late` does after its head: the word that it ends with. */
export async function actLate(plan: HostPlan, act: string | null | undefined, view: TrustView): Promise<string> {
  await plan.afterHead
  try {
    await (act === 'end' ? view.end() : view.raise({ acr: 'mfa', amr: ['otp'] }))
    return 'done'
  } catch (error) {
    return `threw ${error}`
  }
}

/** A running application. */
export interface RunningHost {
  readonly fetch: (request: Request) => Promise<Response>
  readonly close: () => Promise<void>
}

/**
 * An application with a session library of its own, and `retrust` beside it. Its routes, all alike:
 * `POST /login?user=` the login page, which knows nothing of us, `POST /login?user=&keep=` without a new session id;
 * `POST /switch?user=` acts as somebody else in the same session; `POST /regenerate` takes a new id;
 * `GET /open` says whom the library knows, guarded by nothing; `GET /account`, `POST /pay` guarded;
 * `POST /stubborn` writes the login into the session again; `GET /inner/account` is guarded by the inner engine too;
 * `POST /confirm` raises; `POST /logout` ends; `GET /late` does either once its head is on the way, and then says how that went.
 */
export interface HostUnderTest {
  readonly name: string
  /** Whether ids are the library's own, or the application has to make them. */
  readonly hasIds: boolean
  start(plan: HostPlan): Promise<RunningHost>
}
