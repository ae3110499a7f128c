import { must } from './law.ts'
import { handleIn } from './processes.ts'
import { ask, DEMANDS, type Holder, isLetIn, present, type Stage, type Step } from './story.ts'

/** How far an issuer's clock may be ahead of ours: the engine's default. */
const LEEWAY_MS = 5_000

/** One end that was promised: everything under it stays out. */
interface End {
  /** Whose it was, where it is a revocation. */
  readonly subject?: string
  readonly at: number
  /** Of the sessions under it. */
  readonly handles: readonly (string | undefined)[]
  /** The last call of the store in its step. */
  readonly call: number
}

/** What a story promised never to let in again. */
export class Ended {
  #ends: End[] = []
  #seen = [0, 0]

  /** Looks at what a step did: a revocation that was acknowledged, and sessions that were ended. */
  note(stage: Stage, step: Step, answer: string, call = 0): void {
    const at = stage.clock.now()
    if (step.do === 'revoke' && answer === 'done')
      this.#ends.push({ subject: step.subject, at, handles: handlesOf(stage, step.subject), call })
    if (step.do === 'revoke session' && answer === 'done')
      this.#ends.push({ at, handles: [handleIn(stage.holders[step.who % stage.holders.length]?.client.cookies)], call })
    let endedAny = false
    stage.processes.forEach(({ ended }, i) => {
      const handles = ended.slice(this.#seen[i])
      this.#seen[i] = ended.length
      if (handles.length === 0) return
      this.#ends.push({ at, handles, call })
      endedAny = true
    })
    // Who has no session any more logs nobody out.
    if (step.do === 'log out everywhere' && answer === 'done' && endedAny) {
      const who = stage.holders[step.who % stage.holders.length] as Holder
      this.#ends.push({ at, handles: handlesOf(stage, who.subject), call })
    }
  }

  /** A failover that lost what was only accepted: what ended after that call is not promised any more. */
  loseAfter(call: number): void {
    this.#ends = this.#ends.filter((one) => one.call <= call)
  }

  /** Who shows a session that ended: also by a copy that was made since. */
  holders({ holders }: Stage): readonly Holder[] {
    const handles = new Set(this.#ends.flatMap((one) => one.handles))
    return holders.filter((one) => handles.has(handleIn(one.client.cookies)))
  }

  /** Whether a token is from before an end of its subject or of its lineage. */
  isOut({ subject, authTime }: Stage['tokens'][number]): boolean {
    const lineage = `sid of ${subject}`
    return this.#ends.some(
      (one) =>
        (one.subject === subject || one.handles.includes(lineage)) &&
        Math.floor(authTime / 1000) * 1000 <= one.at + LEEWAY_MS,
    )
  }

  /** Everybody who must be out tries at both processes: with every demand there is, or with one. */
  async expectOut(stage: Stage, demands: readonly number[] = [...DEMANDS.keys()]): Promise<void> {
    const letIn: string[] = []
    for (const on of [0, 1] as const) {
      for (const holder of this.holders(stage)) {
        for (const demand of demands) {
          const answer = await ask(stage, holder, { do: 'ask', who: 0, method: 'GET', demand, on })
          if (isLetIn(answer)) letIn.push(`${holder.subject} at process ${on}: ${answer}`)
        }
      }
      for (const token of stage.tokens) {
        if (!this.isOut(token)) continue
        const answer = await present(stage, token, on)
        if (isLetIn(answer)) letIn.push(`a token of ${token.subject} at process ${on}: ${answer}`)
      }
    }
    must(letIn.length === 0, () => letIn.join('; '))
  }
}

const handlesOf = ({ holders }: Stage, subject: string): readonly (string | undefined)[] =>
  holders.filter((one) => one.subject === subject).map((one) => handleIn(one.client.cookies) ?? 'none')
