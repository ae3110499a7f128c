/** The codes of everything that retrust throws on purpose. They are stable; messages are for people and may change. */
export type RetrustErrorCode =
  | 'RETRUST_OPTIONS_INVALID'
  | 'RETRUST_STORE_UNAVAILABLE'
  | 'RETRUST_MISUSE'
  | 'RETRUST_REFUSED'

/**
 * The base of everything that retrust throws on purpose. Branch on `code`.
 *
 * @example
 * ```ts
 * import { RetrustError, type Trust } from '@retrust/core'
 *
 * async function offboard(trust: Trust, id: string) {
 *   try {
 *     await trust.revoke({ subject: { id } }, { reason: 'offboarded' })
 *   } catch (error) {
 *     if (error instanceof RetrustError && error.code === 'RETRUST_STORE_UNAVAILABLE') console.error('try again', error)
 *     else throw error
 *   }
 * }
 * ```
 */
export abstract class RetrustError extends Error {
  abstract readonly code: RetrustErrorCode
  override get name(): string {
    return this.constructor.name
  }
}

/** One thing that is wrong with the options: where, what, and how to mend it. */
export interface OptionIssue {
  /** For instance `credentials[0].absolute`. */
  readonly path: string
  readonly problem: string
  readonly mend: string
}

/**
 * The options make no sense. Thrown when the engine is built, with all that is wrong at once in `issues`.
 *
 * @example
 * ```ts
 * import { createTrust, OptionsError, type TrustOptions } from '@retrust/core'
 *
 * function build(options: TrustOptions) {
 *   try {
 *     return createTrust(options)
 *   } catch (error) {
 *     if (error instanceof OptionsError) for (const { path, problem, mend } of error.issues) console.error(path, problem, mend)
 *     throw error
 *   }
 * }
 * ```
 */
export class OptionsError extends RetrustError {
  readonly code = 'RETRUST_OPTIONS_INVALID'
  readonly issues: readonly OptionIssue[]
  constructor(issues: readonly OptionIssue[]) {
    super(
      `retrust cannot be built with these options:\n${issues.map((i) => `  ${i.path}: ${i.problem}. ${i.mend}`).join('\n')}`,
    )
    this.issues = issues
  }
}

/**
 * The store could not be asked. Never the same as "asked, and there is none". `operation` names the call.
 *
 * @example
 * ```ts
 * import { StoreUnavailableError } from '@retrust/core'
 *
 * async function ask<T>(operation: string, query: () => Promise<T>): Promise<T> {
 *   return query().catch((error: unknown) => {
 *     throw new StoreUnavailableError(operation, error)
 *   })
 * }
 * ```
 */
export class StoreUnavailableError extends RetrustError {
  readonly code = 'RETRUST_STORE_UNAVAILABLE'
  readonly operation: string
  constructor(operation: string, cause?: unknown) {
    super(`the store did not answer "${operation}"`, cause === undefined ? undefined : { cause })
    this.operation = operation
  }
}

/**
 * A call that cannot be right, whoever sends the request. `mend` says what to change in the code.
 *
 * @example
 * ```ts
 * import { MisuseError, type TrustView } from '@retrust/core'
 *
 * async function addPayee(trust: TrustView): Promise<void> {
 *   try {
 *     await trust.demand({ action: 'payee.add' })
 *   } catch (error) {
 *     if (error instanceof MisuseError) console.error(error.mend)
 *     throw error
 *   }
 * }
 * ```
 */
export class MisuseError extends RetrustError {
  readonly code = 'RETRUST_MISUSE'
  readonly mend: string
  constructor(problem: string, mend: string) {
    super(`${problem}. ${mend}`)
    this.mend = mend
  }
}
