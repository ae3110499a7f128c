import { expect, test } from 'vitest'
import { columnWidths, inLines } from '../src/columns.ts'

const rows = [
  ['thief', 'reads', 'presenter.new, device.changed'],
  ['the house', 'counts', ''],
]

test('columns are as wide as their cells where there is room', () => {
  expect(columnWidths(rows, 200)).toEqual([9, 6, 29])
})

test('the last column gives way first, down to its longest word', () => {
  expect(columnWidths(rows, 40)).toEqual([9, 6, 25])
  expect(columnWidths(rows, 28)).toEqual([8, 6, 14])
  expect(columnWidths(rows, 1)).toEqual([5, 6, 14])
})

test('a cell that is too long goes on below', () => {
  expect(inLines(rows[0] ?? [], [5, 5, 15])).toEqual([
    ['thief', 'reads', 'presenter.new, '],
    ['     ', '     ', 'device.changed '],
  ])
})
