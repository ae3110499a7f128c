import { settled } from '../../../packages/core/test/engine/world.ts'

/** Waits for what may hang: whatever waits for the store, a hook or a retry runs out of its time as often as it takes. */
export async function inTime<T>(clock: { advance(ms: number): void }, asked: Promise<T>): Promise<T> {
  let over = false
  const answer = asked.finally(() => {
    over = true
  })
  answer.catch(() => undefined)
  for (let i = 0; i < 20; i++) {
    await settled()
    if (over) return answer
    clock.advance(1_000)
  }
  throw new Error('it was never answered')
}
