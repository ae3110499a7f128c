import type { Answer } from '../client/exchange.ts'
import { asksForProof } from '../story/audit-view.ts'
import type { Game, Moves } from './game.ts'

const nothingAsked = 'Nothing was asked of Alice, so there is nothing to prove.'
const nobodyThere = 'Nobody is logged in, so there is nobody to prove. Log in.'

export function ownerMoves({ owner }: Game): Moves {
  /** The refusal that a proof would answer, or why there is nothing to prove. */
  let asked: Answer | string = nobodyThere
  const asking = (act: () => Promise<Answer>) => async () => {
    const answer = await act()
    if (answer.status === 401) asked = asksForProof(answer) ? answer : nobodyThere
    return answer
  }
  const then = (act: () => Promise<Answer>, left: string) => async () => {
    asked = left
    return act()
  }
  return {
    'log in': then(() => owner.signIn('pwd'), nothingAsked),
    'log in with code': then(() => owner.signIn('mfa'), nothingAsked),
    'read statement': asking(() => owner.read()),
    search: asking(() => owner.search('book')),
    'add payee': asking(() => owner.addPayee('garage')),
    'transfer 50 €': asking(() => owner.transfer(5_000)),
    'transfer 2500 €': asking(() => owner.transfer(250_000)),
    'export all': asking(() => owner.read('/export')),
    'prove it is you': async (records) => {
      if (typeof asked === 'string') return asked
      const refusal = asked
      asked = nothingAsked
      const answer = await owner.confirm(refusal)
      const over = records[0]?.anonymousBecause
      return over === undefined ? answer : `The session was over (${over}), so this was a new login.`
    },
    'log out': then(() => owner.signOut(), nobodyThere),
  }
}
