import type { Next } from './express-exchange.ts'

// What Express takes for "go on": with nothing the next handler runs, with these words some are left out.
const GO_ON: ReadonlySet<unknown> = new Set(['route', 'router'])

/** Hands a failure to Express's error layers, whatever was thrown. */
export function fail(next: Next, thrown: unknown): void {
  const goesOn = !thrown || GO_ON.has(thrown)
  next(goesOn ? new Error(`${JSON.stringify(thrown)} was thrown, which is no error`, { cause: thrown }) : thrown)
}
