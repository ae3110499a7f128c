import { describe, expect, test } from 'vitest'
import { endableBody } from '../src/endable-body.ts'

/** A body that says `one`, then waits for ever; what became of it is heard. */
function endless() {
  const heard: string[] = []
  let pulled = 0
  const source = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulled += 1
        if (pulled === 1) controller.enqueue(new TextEncoder().encode('one'))
        else return new Promise(() => undefined)
      },
      cancel: () => void heard.push('cancelled'),
    },
    { highWaterMark: 0 },
  )
  const { body, end } = endableBody(source, () => heard.push('over'))
  return { reader: body.getReader(), end, heard, pulls: () => pulled }
}

describe('a body that can be ended', () => {
  test('ends well, once, and lets its source go', async () => {
    const { reader, end, heard } = endless()
    expect((await reader.read()).done).toBe(false)
    const waiting = reader.read()
    end.end()
    end.end()
    end.cut()
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(heard.sort()).toEqual(['cancelled', 'over'])
  })

  test('is cut with an error', async () => {
    const { reader, end, heard } = endless()
    await reader.read()
    end.cut()
    await expect(reader.read()).rejects.toThrow('cut')
    expect(heard).toContain('over')
  })

  test('tells its own end, and that its reader left', async () => {
    const heard: string[] = []
    const { body } = endableBody(new Response('ok').body as ReadableStream<Uint8Array>, () => heard.push('over'))
    expect(await new Response(body).text()).toBe('ok')
    expect(heard).toEqual(['over'])
    const left = endless()
    await left.reader.read()
    await left.reader.cancel()
    expect(left.heard.sort()).toEqual(['cancelled', 'over'])
  })

  test('passes a fault of its source on', async () => {
    const heard: string[] = []
    const source = new ReadableStream<Uint8Array>({ pull: () => Promise.reject(new Error('disk')) })
    const { body } = endableBody(source, () => heard.push('over'))
    await expect(new Response(body).text()).rejects.toThrow('disk')
    expect(heard).toEqual(['over'])
  })

  test('reads nothing before it is read', () => {
    const { pulls } = endless()
    expect(pulls()).toBe(0)
  })
})
