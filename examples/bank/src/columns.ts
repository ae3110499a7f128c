type Cells = readonly string[]

const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length))
const words = (text: string): string[] => text.split(' ')

/** How wide each column is: as wide as its cells, unless that is too much for one line. The last columns give way first. */
export function columnWidths(rows: readonly Cells[], available: number): number[] {
  const columns = rows[0]?.map((_, i) => rows.map((row) => row[i] ?? '')) ?? []
  const widths = columns.map(longest)
  let over = widths.reduce((sum, width) => sum + width, 0) - available
  for (let i = widths.length - 1; i >= 0 && over > 0; i--) {
    const [width = 0, least] = [widths[i], longest(columns[i]?.flatMap(words) ?? [])]
    widths[i] = Math.max(least, width - over)
    over -= width - (widths[i] ?? 0)
  }
  return widths
}

/** A row as lines of padded cells: what is too long for its column goes on below, from the next word on. */
export function inLines(row: Cells, widths: readonly number[]): string[][] {
  const folded = row.map((cell, i) => fold(cell, widths[i] ?? 0))
  const height = Math.max(...folded.map((lines) => lines.length))
  return Array.from({ length: height }, (_, at) => folded.map((lines, i) => (lines[at] ?? '').padEnd(widths[i] ?? 0)))
}

function fold(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of words(text)) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}
