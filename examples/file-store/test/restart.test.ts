import { appendFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cookieSession, createTrust, presets, StoreUnavailableError, type Trust } from '@retrust/core'
import { manualClock, signIn } from '@retrust/core/testing'
import { afterAll, expect, test } from 'vitest'
import { fileStore } from '../src/file-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'file-store-'))
afterAll(() => rmSync(folder, { recursive: true }))

const clock = manualClock()
const start = (path: string): Trust =>
  createTrust({
    store: fileStore({ path, clock }),
    clock,
    secrets: ['a secret that outlives the process, 32 bytes or more'],
    credentials: [cookieSession({ secure: false })],
    policy: presets.balanced(),
  })

test('sessions and what ended them outlive the process, also one that died while it wrote', async () => {
  const path = join(folder, 'restart.jsonl')
  const before = start(path)
  const alice = await signIn(before, { subject: { id: 'alice' } })
  await signIn(before, { subject: { id: 'bob' } })
  await before.revoke({ subject: { id: 'bob' } }, { reason: 'offboarded' })
  appendFileSync(path, '\n["sessions","torn"')

  for (let restarts = 0; restarts < 2; restarts++) {
    const store = fileStore({ path, clock })
    const { sessions } = await store.sessions.page({ tenant: '' })
    expect(sessions.map(({ subject }) => subject.id).sort()).toEqual(['alice', 'bob'])
    const { changes, identity } = await store.changes.since(0)
    expect(changes).toMatchObject([{ kind: 'end', reason: 'offboarded' }])
    expect((await fileStore({ path, clock }).changes.since(0)).identity).toBe(identity)
    const { position } = await store.changes.append({
      target: 'x',
      tenant: '',
      kind: 'end',
      keptUntil: clock.now() + 1,
    })
    expect(position).toBeGreaterThan(changes[0]?.position as number)
    clock.advance(2)
  }
  const { sessions } = await fileStore({ path, clock }).sessions.page({ tenant: '', subject: { id: 'alice' } })
  expect(alice.cookie).toContain(sessions[0]?.handle)
})

test('the file is for its owner alone to read', () => {
  const path = join(folder, 'private.jsonl')
  for (let restarts = 0; restarts < 2; restarts++) {
    fileStore({ path, clock })
    expect(statSync(path).mode & 0o077).toBe(0)
  }
})

test('a file that cannot be written is a store that cannot be asked', async () => {
  const lost = join(folder, 'lost')
  mkdirSync(lost)
  const store = fileStore({ path: join(lost, 'gone.jsonl'), clock })
  rmSync(lost, { recursive: true })
  expect(() => store.records.write('a', { key: 'one', value: 1, expiresAt: clock.now() + 1_000 }, 0)).toThrow(
    StoreUnavailableError,
  )
  expect(store.records.read('a', 'one')).toBe(undefined)
})
