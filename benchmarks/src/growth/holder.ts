import '../end-with-parent.ts'
import { type Grown, held } from './held.ts'

// One process for each size: a large heap is collected in the turn of whoever holds it.
const [grown, size, times] = process.argv.slice(2) as [Grown, string, string]
const check = await held[grown](Number(size))
await check.run(Number(times))

process.on('message', async (message: 'slice' | 'count') => {
  if (message === 'count') {
    check.assertCounted()
    process.send?.('counted')
    return
  }
  const before = process.cpuUsage()
  await check.run(Number(times))
  const { user, system } = process.cpuUsage(before)
  process.send?.((user + system) / Number(times))
})
process.send?.('ready')
