/** A value with a source and an age. Whatever is not `known` has no value: it was not found, is too old, or could not be asked. */
export type Signal<T = unknown> =
  | { readonly state: 'known'; readonly value: T; readonly at: number }
  /** Asked, and there is none. */
  | { readonly state: 'unknown'; readonly value: undefined; readonly at?: undefined }
  /** There was one, past its age, and no newer one could be had. */
  | { readonly state: 'stale'; readonly value: undefined; readonly at: number }
  /** Could not be asked. */
  | { readonly state: 'fault'; readonly value: undefined; readonly at?: undefined }

/** How widely a signal speaks: a cause is held no wider than the narrowest signal that was read for it. */
export type SignalReach = 'request' | 'session' | 'subject'

/** The signals that have a name of their own: they may be reported without a source. */
export interface StandardSignals {
  /** A number from 0 to 100, higher is worse. */
  readonly risk: Signal
  /** `{ latitude, longitude }`, in degrees. */
  readonly place: Signal
  readonly deviceHealth: Signal
}

/** The signals of a request by name. Every name that a rule may read is there. */
export interface Signals extends StandardSignals {
  readonly [name: string]: Signal
}

export const UNKNOWN: Signal<never> = Object.freeze({ state: 'unknown', value: undefined })
export const FAULT: Signal<never> = Object.freeze({ state: 'fault', value: undefined })
