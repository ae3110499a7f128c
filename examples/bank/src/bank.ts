/** The bank itself. It knows nothing of requests, sessions or trust: that is the point of this example. */
export interface Entry {
  readonly on: string
  readonly text: string
  readonly cents: number
}

export interface Account {
  readonly owner: string
  balance: number
  readonly entries: Entry[]
  readonly payees: Map<string, string>
}

export interface Bank {
  readonly accounts: Map<string, Account>
  readonly watchers: Set<(owner: string, news: Entry) => void>
}

/** What the bank does not do, whoever asks: no such payee, not enough money. */
export class BankError extends Error {}

/** From this amount on (in cents) the bank wants to know again who is there. */
export const bigAmount = 100_000

const opening = (owner: string): Account => ({
  owner,
  balance: 523_450,
  entries: [
    { on: '2026-11-02', text: 'Rent', cents: -98_000 },
    { on: '2026-11-12', text: 'Salary', cents: 312_000 },
    { on: '2026-11-20', text: 'Bookshop', cents: -2_350 },
  ],
  payees: new Map([
    ['landlord', 'DE02 1203 0000 0000 2020 51'],
    ['bookshop', 'DE02 5001 0517 0137 0750 30'],
  ]),
})

export function openBank(owners: readonly string[]): Bank {
  return { accounts: new Map(owners.map((owner) => [owner, opening(owner)])), watchers: new Set() }
}

export function accountOf(bank: Bank, owner: string): Account {
  const account = bank.accounts.get(owner)
  if (!account) throw new BankError(`${owner} has no account here`)
  return account
}

export function statement(bank: Bank, owner: string) {
  const { balance, entries } = accountOf(bank, owner)
  return { owner, balance, entries: entries.slice(-10) }
}

export function search(bank: Bank, owner: string, words: unknown) {
  const wanted = String(words ?? '').toLowerCase()
  return accountOf(bank, owner).entries.filter(({ text }) => text.toLowerCase().includes(wanted))
}

/** Everything the bank holds about one owner. */
export function exportAll(bank: Bank, owner: string) {
  const { balance, entries, payees } = accountOf(bank, owner)
  return { owner, balance, entries, payees: Object.fromEntries(payees) }
}

export function addPayee(bank: Bank, owner: string, payee: { name?: unknown; iban?: unknown }) {
  const { name, iban } = payee
  if (typeof name !== 'string' || typeof iban !== 'string') throw new BankError('a payee has a name and an iban')
  accountOf(bank, owner).payees.set(name, iban)
  return { name, iban }
}

export interface Transfer {
  readonly to: string
  readonly cents: number
}

export function readTransfer(body: { to?: unknown; cents?: unknown }): Transfer {
  const { to, cents } = body
  if (typeof to !== 'string' || !Number.isSafeInteger(cents) || (cents as number) <= 0)
    throw new BankError('a transfer names a payee and an amount in cents')
  return { to, cents: cents as number }
}

export function transfer(bank: Bank, owner: string, { to, cents }: Transfer) {
  const account = accountOf(bank, owner)
  if (!account.payees.has(to)) throw new BankError(`${to} is not among your payees`)
  if (account.balance < cents) throw new BankError('there is not enough on this account')
  account.balance -= cents
  const entry: Entry = { on: new Date().toISOString().slice(0, 10), text: `To ${to}`, cents: -cents }
  account.entries.push(entry)
  for (const watch of bank.watchers) watch(owner, entry)
  return { ...entry, balance: account.balance }
}

/** Calls `tell` for each new entry of one owner; answers how to stop. */
export function follow(bank: Bank, owner: string, tell: (news: Entry) => void): () => void {
  const watch = (whose: string, news: Entry) => whose === owner && tell(news)
  bank.watchers.add(watch)
  return () => void bank.watchers.delete(watch)
}
