/**
 * The known name that a mistyped one most likely meant, or `undefined` when none is close enough (a third of
 * its letters may be wrong).
 */
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

/**
 * Levenshtein distance, except that two swapped neighbours count once. Returns `cap` or more when it is too
 * far.
 */
function editDistance(from: string, to: string, cap: number): number {
  if (Math.abs(from.length - to.length) >= cap) return cap
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)]
  const cell = (line: number, column: number) => rows[line]?.[column] ?? cap
  for (let line = 1; line <= from.length; line++) {
    const row = [line]
    rows.push(row)
    for (let column = 1; column <= to.length; column++) {
      const changed = from[line - 1] === to[column - 1] ? 0 : 1
      const swapped = line > 1 && from[line - 1] === to[column - 2] && from[line - 2] === to[column - 1]
      row.push(
        Math.min(
          cell(line - 1, column - 1) + changed,
          cell(line - 1, column) + 1,
          cell(line, column - 1) + 1,
          swapped ? cell(line - 2, column - 2) + 1 : cap,
        ),
      )
    }
  }
  return cell(from.length, to.length)
}
