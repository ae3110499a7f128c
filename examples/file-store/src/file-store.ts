import type { Clock, Store } from '@retrust/core'
import { FileChanges } from './changes.ts'
import { Journal } from './journal.ts'
import { FileRecords } from './records.ts'
import { FileSessions } from './sessions.ts'

/** Where the file is, and bounds. */
export interface FileStoreOptions {
  readonly path: string
  readonly clock?: Clock | undefined
  readonly maxSessions?: number | undefined
  readonly maxChanges?: number | undefined
  readonly maxRecords?: number | undefined
}

/** A store for one process that outlives it: a journal file, read whole when it is opened. */
export function fileStore({
  path,
  clock,
  maxSessions = 100_000,
  maxChanges = 100_000,
  maxRecords = 100_000,
}: FileStoreOptions): Store {
  let own = clock
  const now = (): number => own?.now() ?? Date.now()
  const journal = new Journal(path)
  return {
    name: 'file',
    shared: false,
    start(engineClock) {
      own ??= engineClock
    },
    sessions: new FileSessions(journal, now, maxSessions),
    changes: new FileChanges(journal, now, maxChanges),
    records: new FileRecords(journal, now, maxRecords),
    close() {},
  }
}
