/** What a store answers is an outsider's word. These ask what a value is, cheaply: they run on every request. */

export type Unchecked<T> = { readonly [K in keyof T]?: unknown }

export const isText = (value: unknown): value is string => typeof value === 'string'
export const isNumber = (value: unknown): value is number => Number.isFinite(value)
/** A position, an arrival or a revision: with one that is none every comparison would come out false. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Left out, or so. */
export const isMaybe = (value: unknown, is: (value: unknown) => boolean): boolean => value === undefined || is(value)

/** A list of such, every one of them. */
export function isListOf(value: unknown, is: (value: unknown) => boolean): boolean {
  if (!Array.isArray(value)) return false
  for (let i = 0; i < value.length; i++) if (!is(value[i])) return false
  return true
}
