import { problemRefusal, type Refusal } from '@retrust/core'
import { describe, expect, it } from 'vitest'
import { worldOf } from './engine/world.ts'

const whole = problemRefusal(401, 'own', 'Our own')
const withHeader = (name: string, value: string): Refusal => ({
  ...whole,
  headers: { ...whole.headers, [name]: value },
})

/** The answer of a route whose `onStepUp` answers this, and what was told of it. */
async function replacedBy(refusal: unknown) {
  const world = worldOf()
  const alice = await world.login()
  const onStepUp = () => refusal as Refusal
  const { answer } = await alice.visit('GET', '/', { demand: { acr: 'mfa' }, hooks: { onStepUp } })
  return { answer, told: world.faults.map(({ source }) => source) }
}

describe('an answer that onStepUp puts in the place of ours', () => {
  it.each([
    ['a refusal', whole],
    ['a redirect', { status: 303, code: 'own', headers: { location: '/confirm?name=%E2%82%AC' }, body: '' }],
  ])('is sent where it is %s', async (_, refusal) => {
    expect(await replacedBy(refusal)).toEqual({ answer: `${refusal.status} own`, told: [] })
  })

  it.each<readonly [string, unknown]>([
    ['a line break in a header', withHeader('location', '/a\r\nset-cookie: a=1')],
    ['a header beyond Latin-1', withHeader('location', '/confirm?name=€')],
    ['a control character in a header', withHeader('x-own', 'a\u0000b')],
    ['a name that is no header', withHeader('x own', 'a')],
    ['an empty name', withHeader('', 'a')],
    ['a status that is none', { ...whole, status: 1000 }],
    ['a success', { ...whole, status: 200 }],
    ['no body', { ...whole, body: undefined }],
    ['no headers', { ...whole, headers: undefined }],
    ['no code', { ...whole, code: undefined }],
    ['only text', 'go away'],
    ['nothing at all in it', {}],
  ])('is left out, and told, where it has %s', async (_, refusal) => {
    expect(await replacedBy(refusal)).toEqual({ answer: '401 demand.acr', told: ['hook.onStepUp'] })
  })
})
