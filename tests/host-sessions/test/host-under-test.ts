import type { CredentialOption, Trust } from '@retrust/core'

/** What a test wants of an application. The application's own code knows nothing of it. */
export interface HostPlan {
  /** Builds the engine over the credential that reads this library. */
  readonly trust: (credential: CredentialOption) => Trust
  readonly now: () => number
  /** Runs before `read` and `end` of the credential: may throw, reject or hang. */
  readonly beforeRead?: (() => unknown) | undefined
  readonly beforeEnd?: (() => unknown) | undefined
  /** What `read` answers, instead of what the library says. */
  readonly answer?: ((login: Login) => unknown) | undefined
  /** `retrust` stands before the library. */
  readonly inWrongOrder?: boolean | undefined
  /** How often `retrust` is mounted. Default once. */
  readonly mounts?: number | undefined
  /** The session is named by the library's own id, which changes when it is regenerated. */
  readonly byLibraryId?: boolean | undefined
}

/** What the application's login page writes into the session. */
export interface Login {
  readonly loginId: string
  readonly userId: string
  readonly loginAt: number
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
 * `POST /confirm` raises; `POST /logout` ends.
 */
export interface HostUnderTest {
  readonly name: string
  /** Whether ids are the library's own, or the application has to make them. */
  readonly hasIds: boolean
  start(plan: HostPlan): Promise<RunningHost>
}
