import { type HostLogin, nameOf, type Told } from './host.ts'
import { askAs, type HostStage, type HostStep } from './host-story.ts'
import { must } from './law.ts'
import { DEMANDS, isLetIn } from './story.ts'

/** How far the clock of a login page may be ahead of ours: the engine's default. */
const LEEWAY_MS = 5_000

/** One end that was promised. */
interface End {
  readonly at: number
  /** Of everybody's logins of a subject up to an instant. */
  readonly subject?: string
  /** Of one login, under whatever id it is shown. */
  readonly login?: HostLogin
  /** Only under the id that it had. */
  readonly onlyThere?: boolean
  /** The last call of the store in its step. */
  readonly call: number
}

/** What a story with a host's sessions promised never to let in again. */
export class HostEnded {
  #ends: End[] = []
  #seen = [0, 0]
  /** Logins that were let in since rows were lost last: only then does the store know what stands under their handles. */
  readonly #known = new Set<string>()

  /** Looks at what a step did. `at` is when it began: an end that took its time may be as early as that. */
  note(stage: HostStage, step: HostStep, { answer, shown, session }: Told, at: number, call = 0): void {
    if (shown !== undefined && session !== undefined) this.#known.add(nameOf(shown.login))
    if (step.do === 'revoke' && answer === 'done') this.#ends.push({ subject: step.subject, at, call })
    if (step.do === 'revoke before' && answer === 'done')
      this.#ends.push({ subject: step.subject, at: at - step.ago - LEEWAY_MS, call })
    if (step.do === 'revoke session' && answer === 'done' && shown !== undefined)
      this.#ends.push({ login: shown.login, onlyThere: !this.#known.has(nameOf(shown.login)), at, call })
    if (!this.#didEnd(stage) || shown === undefined) return
    this.#ends.push({ login: shown.login, at, call })
    // Who has no session any more logs nobody out.
    if ('everywhere' in step && step.everywhere && answer === 'done')
      this.#ends.push({ subject: shown.login.subject, at, call })
  }

  /** A failover lost rows, and where changes are lost with them also what was only accepted after that call. */
  lose(changesAfter: number | undefined): void {
    this.#known.clear()
    if (changesAfter !== undefined) this.#ends = this.#ends.filter((one) => one.call <= changesAfter)
  }

  isOut(login: HostLogin): boolean {
    return this.#ends.some((end) => covers(end, login))
  }

  /** Everybody who must be out tries at both processes, with every demand there is or with one. */
  async expectOut(stage: HostStage, demands: readonly number[] = [...DEMANDS.keys()]): Promise<void> {
    for (const shown of [...stage.clients]) {
      if (!this.isOut(shown.login)) continue
      for (const on of [0, 1] as const) {
        for (const nth of demands) this.expectOutIn(await askAs(stage, shown, on, '/x', nth), true)
        this.expectOutIn(await askAs(stage, shown, on, '/login'), true)
      }
    }
  }

  /** Whoever was out before a step is not let in by it, and where he was looked at anew his host was told. */
  expectOutIn({ answer, shown, endedAtHost, raised }: Told, isNew: boolean): void {
    const name = shown === undefined ? 'nobody' : nameOf(shown.login)
    must(!isLetIn(answer), () => `${name} was answered "${answer}" after its end`)
    must(raised === undefined, () => `${name} was raised after its end`)
    // A 503 says that nobody could be asked.
    const isAnswer = answer.startsWith('as ') || answer.startsWith('401')
    must(
      !isNew || !isAnswer || endedAtHost === true,
      () => `${name} was answered "${answer}", and lives on at its host`,
    )
  }

  #didEnd({ processes }: HostStage): boolean {
    const seen = this.#seen
    this.#seen = processes.map(({ ended }) => ended.length)
    return this.#seen.some((count, i) => count > (seen[i] as number))
  }
}

function covers({ at, subject, login, onlyThere }: End, shown: HostLogin): boolean {
  const isBefore = Math.floor(shown.start / 1000) * 1000 <= at + LEEWAY_MS
  if (subject !== undefined) return shown.subject === subject && isBefore
  if (login === undefined) return false
  if (onlyThere) return nameOf(login) === nameOf(shown)
  // What ends a session of the library ends everybody whom it ever was.
  return (login.subject === shown.subject && login.start === shown.start) || (login.id === shown.id && isBefore)
}
