/** Node's turns of the event loop, by what every platform has. */
export const setImmediate = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

Object.assign(globalThis, { setImmediate: (run: () => void) => setTimeout(run, 0) })
