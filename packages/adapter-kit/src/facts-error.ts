/**
 * A request that cannot be classified. The core is not called for it; the caller gets a 400.
 *
 * @example
 * ```ts
 * import { FactsError } from '@retrust/adapter-kit'
 *
 * const statusOf = (error: unknown): number => (error instanceof FactsError ? error.status : 500)
 * ```
 */
export class FactsError extends Error {
  readonly status = 400
  readonly code: string

  constructor(code: string, problem: string) {
    super(problem)
    this.code = code
  }

  override get name(): string {
    return 'FactsError'
  }
}
