/** Ends a body from outside. */
export interface StreamEnd {
  /** As if its source had nothing more to say. */
  end(): void
  /** With an error: the client sees that it is not complete. */
  cut(): void
}

/** A body that passes another on, can be ended from outside, and tells when it is over. */
export function endableBody(
  source: ReadableStream<Uint8Array>,
  over: () => void,
): { readonly body: ReadableStream<Uint8Array>; readonly end: StreamEnd } {
  const reader = source.getReader()
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let isOver = false
  const finish = (last: (controller: ReadableStreamDefaultController<Uint8Array>) => void, isDone: boolean): void => {
    if (isOver) return
    isOver = true
    if (controller !== undefined) last(controller)
    if (!isDone) reader.cancel().catch(() => undefined)
    over()
  }
  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given
      },
      async pull(given) {
        try {
          const { done, value } = await reader.read()
          if (isOver) return
          if (done) finish(() => given.close(), true)
          else given.enqueue(value)
        } catch (error) {
          finish(() => given.error(error), true)
        }
      },
      cancel() {
        finish(() => undefined, false)
      },
    },
    // Nothing is read before somebody wants it, as from the source itself.
    { highWaterMark: 0 },
  )
  return {
    body,
    end: {
      end: () => finish((open) => open.close(), false),
      cut: () =>
        finish((open) => open.error(new Error('The answer was cut: it was refused after it had begun')), false),
    },
  }
}
