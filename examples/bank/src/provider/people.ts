/** Who the provider knows, and what each of them can prove. A demo's secrets, so they stand in plain sight. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly password: string
  readonly code: string
}

export const people: readonly Person[] = [
  { id: 'alice', name: 'Alice Abel', password: 'alice has a long password', code: '314159' },
  { id: 'bruno', name: 'Bruno Behr', password: 'bruno has a longer password', code: '271828' },
]

export const findPerson = (id: string): Person | undefined => people.find((person) => person.id === id)

export interface Proof {
  readonly acr: 'pwd' | 'mfa'
  readonly amr: string[]
}

/** What the answers of the login form prove: nothing, a password, or a password and a code. */
export function proofOf(person: Person | undefined, answers: { password: string; code: string }): Proof | undefined {
  if (!person || answers.password !== person.password) return undefined
  if (answers.code === '') return { acr: 'pwd', amr: ['pwd'] }
  return answers.code === person.code ? { acr: 'mfa', amr: ['pwd', 'otp', 'mfa'] } : undefined
}
