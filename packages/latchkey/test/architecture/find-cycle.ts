/** The first cycle of a graph as a path that ends where it began; empty when there is none. */
export function findCycle(graph: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const finished = new Set<string>()
  for (const node of Object.keys(graph)) {
    const cycle = walk(node, [])
    if (cycle.length > 0) return cycle
  }
  return []

  function walk(node: string, path: readonly string[]): readonly string[] {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node]
    if (finished.has(node)) return []
    for (const next of graph[node] ?? []) {
      const cycle = walk(next, [...path, node])
      if (cycle.length > 0) return cycle
    }
    finished.add(node)
    return []
  }
}
