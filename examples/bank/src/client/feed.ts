import type { IncomingMessage } from 'node:http'

/** A live feed (server-sent events) as its reader sees it: what came, and whether and how it ended. */
export class Feed {
  readonly events: string[] = []
  readonly status: number
  /** Settles when the server closes the feed or cuts it. */
  readonly closed: Promise<void>
  #heard: (() => void)[] = []
  #unread = ''

  constructor(readonly response: IncomingMessage) {
    this.status = response.statusCode ?? 0
    this.closed = new Promise((resolve) => response.once('close', resolve))
    response.on('error', () => {})
    response.setEncoding('utf8').on('data', (chunk: string) => this.#read(chunk))
  }

  /** The first event that fits, now or later; fails when the feed ends without one. */
  async event(fits: (event: string) => boolean): Promise<string> {
    for (;;) {
      const found = this.events.find(fits)
      if (found !== undefined) return found
      if (this.response.destroyed) throw new Error('the feed ended')
      await Promise.race([this.closed, new Promise<void>((resolve) => this.#heard.push(resolve))])
    }
  }

  leave(): void {
    this.response.destroy()
  }

  #read(chunk: string): void {
    const blocks = (this.#unread + chunk).split('\n\n')
    this.#unread = blocks.pop() ?? ''
    this.events.push(...blocks.map((block) => block.replace(/^data: /gm, '')))
    for (const heard of this.#heard.splice(0)) heard()
  }
}
