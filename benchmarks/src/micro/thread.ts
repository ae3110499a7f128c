import { setFlagsFromString } from 'node:v8'
import { parentPort } from 'node:worker_threads'
import { policyPeers } from './policy-peers.ts'
import { rawVerify } from './raw-verify.ts'

// V8 11.3 ends the process ("unreachable code") where a loop that calls WebAssembly is compiled while it runs.
setFlagsFromString('--no-turbo-inline-js-wasm-calls')

const cases = new Map([rawVerify(), ...(await policyPeers())].map((one) => [one.name, one]))
parentPort?.on('message', async ({ name, times }: { name: string; times: number }) => {
  await cases.get(name)?.run(times)
  parentPort?.postMessage('done')
})
parentPort?.postMessage([...cases.keys()])
