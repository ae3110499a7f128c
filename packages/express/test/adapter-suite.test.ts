import { adapterSuite } from '@retrust/conformance'
import express from 'express'
import express4 from 'express4'
import { describe, test } from 'vitest'
import { expressUnderTest } from './express-under-test.ts'

adapterSuite({ describe, test }, expressUnderTest('Express 5', express))
adapterSuite({ describe, test }, expressUnderTest('Express 4', express4))
