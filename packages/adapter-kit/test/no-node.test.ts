import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

// Both are loaded where there is no Node; what is Node's comes in by structural types only.
test.each(['../src/', '../../hono/src/'])('%s needs nothing of Node', (folder) => {
  const at = new URL(folder, import.meta.url)
  for (const name of readdirSync(at)) {
    const code = readFileSync(new URL(name, at), 'utf8').replace(/^\s*(?:\/?\*|\/\/).*$/gm, '')
    expect(code, name).not.toMatch(/from 'node:|import\('node:|\bprocess\.|\bBuffer\b|\bglobal\./)
  }
})
