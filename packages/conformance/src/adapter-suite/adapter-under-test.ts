import type { AppPlan } from './app-plan.ts'

/** An adapter with its framework, as the suite sees it: it makes applications from plans. */
export interface AdapterUnderTest {
  /** For instance `Express 5`. */
  readonly name: string
  /** Whether requests come over a connection. Where not (fetch alone), what only a wire can show is left to the others. */
  readonly wired: boolean
  /**
   * Whether the platform gives requests with a URL, so that a URL parser has mended the target (`/./x` is `/x`) before the
   * adapter sees it. Always so without a connection.
   */
  readonly mendsTargets?: boolean | undefined
  /** Whether the framework has a mount that cuts its prefix off before what is mounted sees the request. */
  readonly hidesMounts?: boolean | undefined
  /** Builds the application and starts it. */
  start(plan: AppPlan): Promise<RunningApp>
}

/** An application that answers. */
export type RunningApp = WiredApp | FetchApp

/** It listens at an http origin on loopback. */
export interface WiredApp {
  readonly origin: string
  close(): Promise<void>
}

/** It has no connection: requests are given to it, for any https origin. */
export interface FetchApp {
  fetch(request: Request): Promise<Response>
}
