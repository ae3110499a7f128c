/** The heap after everything that can go is gone, in bytes; what lies outside of it counts as well. */
export function heapBytes(): number {
  const collect = globalThis.gc
  if (collect === undefined) throw new Error('start node with --expose-gc')
  for (let i = 0; i < 3; i++) collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
