import type { Table } from '../part.ts'

/** A table that reads as text and renders as Markdown. */
export function markdownTable({ title, columns, lines }: Table): string {
  const rows = [['', ...columns], ...lines.map(({ name, cells }) => [name, ...cells])]
  const widths = columns.concat('').map((_, i) => Math.max(3, ...rows.map((row) => (row[i] ?? '').length)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  const [head, ...body] = rows.map(line)
  return [`### ${title}`, '', head, rule, ...body].join('\n')
}
