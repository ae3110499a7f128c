import { adapterSuite } from '@retrust/conformance'
import { describe, test } from 'vitest'
import { honoOnFetch, honoOnNode } from './hono-under-test.ts'

adapterSuite({ describe, test }, honoOnNode)
adapterSuite({ describe, test }, honoOnFetch)
