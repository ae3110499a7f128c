import { adapterSuite } from '@retrust/conformance'
import { describe, test } from 'vitest'
import { connectUnderTest } from './connect-under-test.ts'
import { nodeUnderTest } from './node-under-test.ts'

adapterSuite({ describe, test }, nodeUnderTest)
adapterSuite({ describe, test }, connectUnderTest)
