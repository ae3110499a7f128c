import type { Entry } from '../bank.ts'
import type { Answer } from '../client/exchange.ts'

/** An entry as it is shown. */
export interface ShownEntry extends Pick<Entry, 'on' | 'text'> {
  readonly amount: string
}

export interface InShort {
  readonly text: string
  readonly entries?: readonly ShownEntry[]
}

interface Told extends Partial<Entry> {
  readonly title?: string
  readonly error?: string
  readonly balance?: number
  readonly entries?: readonly Entry[]
  readonly name?: string
  readonly iban?: string
}

/** What a person would see of an answer: a refusal's title, a page's headline, or what the bank tells of an account. */
export function inShort({ headers, body }: Answer): InShort {
  const type = headers['content-type'] ?? ''
  if (type.startsWith('text/html')) return { text: `A page: ${/<h1>(.*?)<\/h1>/.exec(body)?.[1] ?? ''}` }
  if (!type.includes('json')) return { text: body }
  const told = JSON.parse(body) as Told | readonly Entry[]
  if (Array.isArray(told)) return { text: `Found ${told.length}`, entries: told.map(shown) }
  return accountInShort(told as Told)
}

function accountInShort({ title, error, balance, entries, name, iban, on, text, cents }: Told): InShort {
  const refused = title ?? error
  if (refused !== undefined) return { text: refused }
  if (name !== undefined) return { text: `New payee: ${name}, ${iban}` }
  const made = on && text && cents !== undefined ? [{ on, text, cents }] : []
  return { text: balance === undefined ? '' : `Balance ${euros(balance)}`, entries: (entries ?? made).map(shown) }
}

const shown = ({ on, text, cents }: Entry): ShownEntry => ({ on, text, amount: euros(cents) })
const euros = (cents: number): string => `${(cents / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 })} €`
