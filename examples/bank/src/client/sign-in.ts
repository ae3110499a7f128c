import { findPerson } from '../provider/people.ts'
import type { Browser } from './browser.ts'
import type { Answer } from './exchange.ts'

export type Strength = 'pwd' | 'mfa'

/** How a person answers the provider's login form: with a password, or with the code from the phone besides. */
function answersOf(id: string, strength: Strength): Record<string, string> {
  const person = findPerson(id)
  if (!person) throw new Error(`nobody here is called ${id}`)
  return { person: id, password: person.password, code: strength === 'mfa' ? person.code : '' }
}

/** The provider's login form. */
export const asksForPassword = ({ body }: Answer): boolean => body.includes('name="password"')

/**
 * Opens a page of the bank that leads to the provider (`/login`, or a step-up), answers the provider's form where it
 * asks, and ends where the redirects end. A provider that still knows the person from before does not ask.
 */
export async function signIn(browser: Browser, page: string | URL, who: string, strength: Strength): Promise<Answer> {
  const arrived = await browser.visit(page)
  return asksForPassword(arrived) ? browser.submit(arrived.url, answersOf(who, strength)) : arrived
}
