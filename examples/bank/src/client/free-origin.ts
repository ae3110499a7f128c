import { createServer } from 'node:http'
import { listen } from '../listen.ts'

/** An origin on loopback that nothing listens on, for an application that has to know its own address beforehand. */
export async function freeOrigin(): Promise<string> {
  const { origin, close } = await listen(createServer())
  await close()
  return origin
}
