import { setTimeout } from 'node:timers/promises'
import { type Child, startChild } from '../child.ts'
import { BrokenPromiseError, hold } from '../part.ts'
import type { Opening, StreamMark, StreamServer, StreamSettings } from './messages.ts'

/** A server with its readers. */
export class StreamSide {
  readonly #server: Child
  readonly #clients: Child
  readonly #settings: StreamSettings

  private constructor(server: Child, clients: Child, settings: StreamSettings) {
    this.#server = server
    this.#clients = clients
    this.#settings = settings
  }

  static async start(settings: StreamSettings): Promise<StreamSide> {
    const server = await startChild('stream-server', [JSON.stringify(settings)])
    return new StreamSide(server, await startChild('stream-clients'), settings)
  }

  async open(upTo: number): Promise<void> {
    const opening: Opening = { ...(this.#server.ready as StreamServer), upTo }
    await this.#clients.ask(opening)
    hold('open streams', (await this.mark()).open, upTo)
  }

  mark(): Promise<StreamMark> {
    return this.#server.ask<StreamMark>('mark')
  }

  /** Microseconds of CPU a second, over a time in which each stream is judged again once. */
  async cpuPerSecond(): Promise<number> {
    const { judged, checkEveryMs } = this.#settings
    const before = await this.mark()
    const startedAt = performance.now()
    await setTimeout(checkEveryMs)
    const after = await this.mark()
    const seconds = (performance.now() - startedAt) / 1000
    const times = (after.judged - before.judged) / after.open
    if (judged && (times < 0.8 || times > 1.25 * (seconds / (checkEveryMs / 1000))))
      throw new BrokenPromiseError(`open streams were judged ${times} times each, not once`)
    return (after.cpu - before.cpu) / seconds
  }

  /** A revocation ends the stream that it touches, and no other. */
  async assertEndReaches(): Promise<void> {
    const { open } = await this.mark()
    await this.#server.ask<StreamMark>('end-first')
    let left = await this.mark()
    for (let i = 0; i < 50 && left.open === open; i++) {
      await setTimeout(20)
      left = await this.mark()
    }
    hold('streams that are left after one subject was revoked', left.open, open - 1)
  }

  end(): void {
    this.#clients.end()
    this.#server.end()
  }
}
