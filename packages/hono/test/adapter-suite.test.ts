import { adapterSuite } from '@retrust/conformance'
import { beforeEach, describe, test, vi } from 'vitest'
import { honoOnFetch, honoOnNode } from './hono-under-test.ts'

// Hono's own error layer prints what it answers with a 500; some tests ask for just that.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})

adapterSuite({ describe, test }, honoOnNode)
adapterSuite({ describe, test }, honoOnFetch)
