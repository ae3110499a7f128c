import type { ResponseSlot } from '@retrust/adapter-kit'
import type { HonoContext } from './hono-exchange.ts'

/** Where Hono keeps its response. Setting it merges the headers of the one before, so that one is taken away first. */
export function slotOf(c: HonoContext): ResponseSlot {
  return {
    current: () => c.res,
    headersSoFar: () => new Headers(c.newResponse(null).headers),
    isGiven: () => c.finalized,
    replace(response) {
      c.res = undefined
      c.res = response
    },
  }
}

/**
 * From now on a layer before us may still wrap the refusal (compress it, add headers) but not send another answer in its
 * place: a catch-all that looks at `c.error` runs after us.
 */
export function holdStatus(c: HonoContext, status: number): void {
  const property = findProperty(c, 'res')
  if (property?.get === undefined || property.set === undefined) return
  const { get, set } = property
  Object.defineProperty(c, 'res', {
    configurable: true,
    get: () => get.call(c),
    set: (response: Response | undefined) => {
      if (response?.status === status) set.call(c, response)
    },
  })
}

function findProperty(object: object, name: string): PropertyDescriptor | undefined {
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at)) {
    const property = Object.getOwnPropertyDescriptor(at, name)
    if (property !== undefined) return property
  }
  return undefined
}
