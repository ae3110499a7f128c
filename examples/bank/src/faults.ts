import { BankError } from './bank.ts'
import { SignInError } from './code-flow.ts'

/**
 * The bank's own error answers: each of the servers has a catch-all that ends here. A refusal of retrust passes such
 * a handler unharmed; nothing about trust has to be known in it.
 */
export function faultOf(error: unknown): { status: 400 | 422 | 500; body: { error: string } } {
  if (error instanceof BankError) return { status: 422, body: { error: error.message } }
  if (error instanceof SignInError) return { status: 400, body: { error: error.message } }
  // What it was is for the log: a message may hold what no client should read.
  console.error(error)
  return { status: 500, body: { error: 'something went wrong' } }
}
