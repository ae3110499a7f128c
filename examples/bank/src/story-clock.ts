import { type Clock, systemClock } from '@retrust/core'

const machineNow = Date.now

interface Alarm {
  readonly dueAt: number
  readonly run: () => void
  cancel: () => void
}

/** The story's time: the machine's, plus what the story moved it by. So "six minutes later" costs nothing. */
export class StoryClock implements Clock {
  #ahead = 0
  readonly #alarms = new Set<Alarm>()

  now(): number {
    return machineNow() + this.#ahead
  }

  after(ms: number, run: () => void): () => void {
    const alarm: Alarm = { dueAt: this.now() + ms, run, cancel: () => {} }
    this.#set(alarm)
    return () => this.#drop(alarm)
  }

  forward(ms: number): void {
    this.#ahead += ms
    const waiting = [...this.#alarms].sort((a, b) => a.dueAt - b.dueAt)
    for (const alarm of waiting) {
      alarm.cancel()
      if (alarm.dueAt <= this.now()) this.#ring(alarm)
      else this.#set(alarm)
    }
  }

  #set(alarm: Alarm): void {
    this.#alarms.add(alarm)
    alarm.cancel = systemClock.after(alarm.dueAt - this.now(), () => this.#ring(alarm))
  }

  #ring(alarm: Alarm): void {
    if (this.#alarms.delete(alarm)) alarm.run()
  }

  #drop(alarm: Alarm): void {
    this.#alarms.delete(alarm)
    alarm.cancel()
  }
}

/**
 * Lets the whole cast live by one clock. retrust takes its clock as an option; the OpenID provider and its client have no
 * such option and ask the machine, so the machine answers with the story's time. Without this, whatever is proved at the
 * provider after the story moved on would look old to the bank. It never goes back.
 */
export function liveBy(clock: Clock): void {
  Date.now = () => clock.now()
}

export const minutes = (count: number): number => count * 60_000
export const seconds = (count: number): number => count * 1_000
