import { adapterSuite } from '@retrust/conformance'
import Koa from 'koa'
import Koa2 from 'koa2'
import { describe, test } from 'vitest'
import { koaUnderTest } from './koa-under-test.ts'

adapterSuite({ describe, test }, koaUnderTest('Koa 3', Koa))
adapterSuite({ describe, test }, koaUnderTest('Koa 2', Koa2))
