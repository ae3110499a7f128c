/** What a server of streams is started with. */
export interface StreamSettings {
  readonly judged: boolean
  readonly streams: number
  /** How often each stream says that it is alive. */
  readonly beatMs: number
  /** How often each stream is judged again where nothing changes. */
  readonly checkEveryMs: number
}

/** What a server says when it listens: a caller for each stream, or none where nobody is asked. */
export interface StreamServer {
  readonly address: string
  readonly cookies: readonly string[]
}

/** What a server has done so far. */
export interface StreamMark {
  /** Its own CPU, user and system, in microseconds. */
  readonly cpu: number
  readonly open: number
  readonly judged: number
}

/** More streams for a client to open, up to so many. */
export interface Opening {
  readonly address: string
  readonly cookies: readonly string[]
  readonly upTo: number
}
