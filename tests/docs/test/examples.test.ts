import { expect, test } from 'vitest'
import { docstringExamples, pageExamples } from './example.ts'
import { packages, read } from './repository.ts'
import { publicNames, typeCheck } from './type-check.ts'

const examples = [...docstringExamples(), ...pageExamples()]

test('every example in docstrings and pages compiles', () => {
  expect(examples.length).toBeGreaterThan(20)
  const faults = typeCheck(examples)
  expect(examples.flatMap((one, i) => (faults[i] ?? []).map((fault) => `${one.from}:${one.line} ${fault}`))).toEqual([])
})

test('an example that is wrong is noticed', () => {
  const [right, wrong] = typeCheck([
    { code: "import { cookieSession } from '@retrust/core'\ncookieSession({ idle: '30m' })" },
    { code: "import { cookieSession } from '@retrust/core'\ncookieSession({ idle: 30 })" },
  ])
  expect(right).toEqual([])
  expect(wrong).toHaveLength(1)
})

test('every public name says what it is, and what can be called shows how', () => {
  const entries = packages.flatMap((name) => {
    const { exports } = JSON.parse(read(`packages/${name}/package.json`)) as {
      exports: Record<string, { source: string }>
    }
    return Object.values(exports).map(({ source }) => `packages/${name}/${source.slice(2)}`)
  })
  const names = publicNames(entries)
  expect(names.length).toBeGreaterThan(50)
  expect(names.filter((one) => !one.documented).map((one) => `${one.entry}: ${one.name}`)).toEqual([])
  expect(names.filter((one) => one.callable && !one.hasExample).map((one) => `${one.entry}: ${one.name}`)).toEqual([])
})
