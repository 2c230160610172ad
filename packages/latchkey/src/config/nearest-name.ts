/** The known name that a mistyped one most likely meant, or nothing when none is near (a third of its letters may be wrong). */
export function nearestName(typed: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined
  let smallest = Math.max(1, Math.floor(typed.length / 3)) + 1
  for (const name of known) {
    const distance =
      plain(name) === plain(typed) ? 0 : editDistance(typed.toLowerCase(), name.toLowerCase(), smallest)
    if (distance < smallest) {
      smallest = distance
      nearest = name
    }
  }
  return nearest
}

/** `redirect_uris` and `redirectURIs` both mean `redirectUris`. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** Levenshtein's distance; any number from `cap` on stands for "too far". */
function editDistance(from: string, to: string, cap: number): number {
  if (Math.abs(from.length - to.length) >= cap) return cap
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let line = 1; line <= from.length; line++) {
    const next = [line]
    for (let column = 1; column <= to.length; column++) {
      const substitution = (row[column - 1] ?? 0) + (from[line - 1] === to[column - 1] ? 0 : 1)
      next.push(Math.min(substitution, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? cap
}
