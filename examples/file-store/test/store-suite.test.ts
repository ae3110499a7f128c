import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storeSuite } from '@retrust/conformance'
import { manualClock } from '@retrust/core/testing'
import { describe, test } from 'vitest'
import { fileStore } from '../src/file-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'file-store-'))
let opened = 0

storeSuite(
  { describe, test },
  {
    name: 'fileStore',
    open(bounds) {
      const clock = manualClock()
      opened += 1
      return {
        store: fileStore({ ...bounds, path: join(folder, `${opened}.jsonl`), clock }),
        moveTime: (ms) => clock.advance(ms),
      }
    },
  },
)
