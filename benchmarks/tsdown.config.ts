import { readFileSync } from 'node:fs'
import { defineConfig, type UserConfig } from 'tsdown'

const { devDependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))

const config: UserConfig = defineConfig({
  entry: {
    run: 'src/run.ts',
    task: 'src/task.ts',
    thread: 'src/micro/thread.ts',
    'http-load': 'src/http/load.ts',
    'http-server': 'src/http/server.ts',
    'stream-clients': 'src/streams/clients.ts',
    'stream-server': 'src/streams/server.ts',
    'growth-holder': 'src/growth/holder.ts',
  },
  format: 'esm',
  platform: 'node',
  fixedExtension: false,
  dts: false,
  sourcemap: true,
  // Packages, ours too, are measured as they are published. Only single stages of core are taken from its sources.
  external: Object.keys(devDependencies).map((name) => new RegExp(`^${name}(/|$)`)),
})

export default config
