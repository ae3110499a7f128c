/** The name closest to what was written (edit distance, at most a third of its length), for "did you mean". */
export function nearestName(written: string, names: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.max(2, Math.ceil(written.length / 3)) + 1
  for (const name of names) {
    const distance = editDistance(written.slice(0, 64), name.slice(0, 64))
    if (distance < least) {
      best = name
      least = distance
    }
  }
  return best
}

/** "Did you mean x?", or the list of what there is. */
export function didYouMean(written: string, names: Iterable<string>): string {
  const all = [...names]
  const nearest = nearestName(written, all)
  return nearest === undefined ? `Known are: ${all.join(', ') || 'none'}` : `Did you mean "${nearest}"?`
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replace, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}
