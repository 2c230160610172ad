/**
 * Functions whose body has more lines than allowed, by the indentation that the formatter gives: a body opens
 * at the end of a line and closes with a brace under the first letter of the line that opened it.
 */
export function findLongFunctions(source: string, maximumLines: number): readonly string[] {
  const lines = source.split('\n')
  return lines.flatMap((line, index) => {
    if (!opensFunction(line)) return []
    const closing = `${indentation(line)}}`
    const end = lines.findIndex((other, position) => position > index && other.startsWith(closing))
    return end - index - 1 > maximumLines ? [nameOf(lines, index)] : []
  })
}

const controlFlow =
  /^\s*(?:\} )?(?:if|else|for|while|do|switch|try|catch|finally|return \{|class|interface)\b/

function opensFunction(line: string): boolean {
  if (!line.endsWith('{') || controlFlow.test(line)) return false
  return /\bfunction\b|=> \{$|\)(?:: .+)? \{$/.test(line)
}

function indentation(line: string): string {
  return /^\s*/.exec(line)?.[0] ?? ''
}

/** A signature of several lines begins at the nearest line above that stands under the same letter. */
function nameOf(lines: readonly string[], index: number): string {
  let first = index
  while (first > 0 && /^\s*[)}]/.test(lines[first] ?? '')) first -= 1
  while (first > 0 && indentation(lines[first] ?? '') !== indentation(lines[index] ?? '')) first -= 1
  const words = /(?:function|const|let|async|static|get|set)?\s*([\w$#]+)\s*(?:=|\(|<|:)/.exec(
    lines[first] ?? '',
  )
  return words?.[1] ?? `line ${index + 1}`
}
