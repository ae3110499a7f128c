/** A Node request as far as this package reads it: `http.IncomingMessage`, its HTTP/2 twin, and what frameworks make of them. */
export interface NodeRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  /** Set by Express and its kin before a mount point is cut off from `url`. */
  readonly originalUrl?: string | undefined
  readonly rawHeaders: readonly string[]
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly socket?: NodeSocket | undefined
}

/** The connection under a Node request. */
export interface NodeSocket {
  readonly remoteAddress?: string | undefined
  readonly encrypted?: boolean | undefined
  /** Of a TLS connection; without `raw` where the client has shown none. */
  getPeerCertificate?(): { readonly raw?: Uint8Array | undefined } | undefined
}

/** A Node response as far as this package uses it. */
export interface NodeResponse {
  statusCode: number
  statusMessage: string
  readonly headersSent: boolean
  readonly writableEnded: boolean
  readonly writableFinished?: boolean | undefined
  readonly destroyed?: boolean | undefined
  readonly chunkedEncoding?: boolean | undefined
  /** HTTP/2 only. */
  readonly stream?: unknown
  getHeader(name: string): number | string | readonly string[] | undefined
  getHeaders(): Record<string, number | string | readonly string[] | undefined>
  setHeader(name: string, value: number | string | readonly string[]): unknown
  removeHeader(name: string): unknown
  writeHead(status: number, ...rest: unknown[]): unknown
  write(chunk: unknown, ...rest: unknown[]): boolean
  end(...args: unknown[]): unknown
  /** HTTP/2 has it too, though its types do not say so. */
  flushHeaders?(): unknown
  on(event: string, listener: (...args: unknown[]) => void): unknown
  emit(event: string, ...args: unknown[]): boolean
  destroy?(error?: Error): unknown
}
