import { StoreUnavailableError } from '@retrust/core'

/** Whether an operation said that it could not be done, at once or later; what it answers counts as done. */
export async function isUnavailable(run: () => unknown): Promise<boolean> {
  try {
    await run()
    return false
  } catch (error) {
    if (error instanceof StoreUnavailableError) return true
    throw error
  }
}
