import type { Branch } from '../branch.ts'
import { Browser, type Device } from '../client/browser.ts'
import { CookieJar } from '../client/cookie-jar.ts'
import type { Answer } from '../client/exchange.ts'
import { type Strength, signIn } from '../client/sign-in.ts'
import { laptop } from './devices.ts'
import { allowed } from './expected.ts'
import type { Stage } from './stage.ts'

/** A person at a browser. */
export class Customer {
  readonly browser: Browser
  constructor(
    readonly branch: Branch,
    readonly id: string,
    device: Device = laptop,
    jar?: CookieJar,
  ) {
    this.browser = new Browser(device, jar)
  }

  signIn = (strength: Strength = 'pwd', page = '/login'): Promise<Answer> =>
    signIn(this.browser, this.branch.at(page), this.id, strength)

  /** The way back up: proves at the provider what a refusal asked for, with password and code. */
  confirm = (refusal: Answer): Promise<Answer> => this.signIn('mfa', confirmPage(refusal))

  read = (path = '/statement'): Promise<Answer> => this.browser.fetch('GET', this.branch.at(path))
  /** The address typed into the address bar. */
  visit = (path = '/statement'): Promise<Answer> => this.browser.visit(this.branch.at(path))
  search = (words: string): Promise<Answer> => this.browser.fetch('POST', this.branch.at('/search'), { words })
  transfer = (cents: number, to = 'landlord'): Promise<Answer> =>
    this.browser.fetch('POST', this.branch.at('/transfers'), { to, cents })
  addPayee = (name: string): Promise<Answer> =>
    this.browser.fetch('POST', this.branch.at('/payees'), { name, iban: 'DE75 5121 0800 1245 1261 99' })
  signOut = (): Promise<Answer> => this.browser.fetch('POST', this.branch.at('/logout'))
}

/** Most scenes begin so: somebody is logged in and has read the statement. */
export async function customerLoggedIn(stage: Stage, id = 'alice', strength: Strength = 'pwd'): Promise<Customer> {
  const customer = new Customer(stage.branch, id)
  const does = strength === 'mfa' ? 'logs in with a code too' : 'logs in with a password'
  await stage.tell({ who: id, does, expect: allowed() }, () => customer.signIn(strength))
  return customer
}

export const sessionCookie = 'session'
export const deviceCookie = 'session-device'

/** Somebody who got hold of a customer's cookies, at another browser. */
export function thiefOf(owner: Customer, device: Device, cookies: readonly string[]): Customer {
  const jar = CookieJar.stolenFrom(owner.browser.jar, owner.branch.origin, (name) => cookies.includes(name))
  return new Customer(owner.branch, 'thief', device, jar)
}

/** What the bank's own page makes of a refusal: the way to the step-up, with what is missing. */
function confirmPage({ body }: Answer): string {
  const { step_up: page, ...refusal } = JSON.parse(body) as { step_up: string; [member: string]: unknown }
  const asked = ['acr_values', 'max_age', 'action', 'object'].flatMap((name) =>
    refusal[name] === undefined ? [] : [[name, String(refusal[name])]],
  )
  return `${page}?${new URLSearchParams(asked)}`
}
