import { memoryStore, type NewChange } from '@retrust/core'
import { manualClock } from '@retrust/core/testing'
import { expect, it } from 'vitest'
import { checkedStore } from '../../src/store/checked-store.ts'

const end: NewChange = { target: 'a', tenant: '', kind: 'end', keptUntil: 2_000_000_000_000 }

it.each<[string, object]>([
  ['a reason that is no text', { reason: 5 }],
  ['no target', { target: undefined }],
  ['a time that is none', { keptUntil: Number.NaN }],
  ['a kind that nobody knows', { kind: 'rumour' }],
  ['an instant that is missing', { kind: 'before' }],
])('a change with %s reaches no store: each process would have to wait until it is over', async (_, wrong) => {
  const inner = memoryStore()
  inner.start(manualClock())
  const { changes } = checkedStore(inner)
  expect(() => changes.append({ ...end, ...wrong } as NewChange)).toThrow(/could not be read again/)
  expect((await inner.changes.since(0)).changes).toEqual([])
  await changes.append(end)
  expect((await inner.changes.since(0)).changes).toHaveLength(1)
})
