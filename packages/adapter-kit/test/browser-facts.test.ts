import { readBrowser } from '@retrust/adapter-kit'
import { expect, test } from 'vitest'

const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)'

test('a version is no other browser, another family or platform is', () => {
  const chrome = readBrowser(`${windows} Chrome/131.0.0.0 Safari/537.36`)
  expect(chrome).toEqual({ family: 'Chrome', platform: 'Windows' })
  expect(readBrowser(`${windows} Chrome/132.0.0.0 Safari/537.36`)).toEqual(chrome)
  expect(readBrowser(`${windows} Chrome/132.0.0.0 Safari/537.36 Edg/132.0.0.0`).family).toBe('Microsoft Edge')
  const firefox = readBrowser('Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0')
  expect(firefox).toEqual({ family: 'Firefox', platform: 'Linux' })
})

test('what does not say is unknown, not another browser', () => {
  const unknown = { family: undefined, platform: undefined }
  for (const text of [undefined, '', 'x'.repeat(1025), '?', '__proto__']) expect(readBrowser(text)).toEqual(unknown)
})
