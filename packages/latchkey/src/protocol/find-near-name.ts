/** Longer texts are not compared: strangers choose what is sent, and it must cost little. */
const LONGEST = 128
/** Characters that must agree before a beginning or an end counts. */
const SHORTEST_PART = 4

/**
 * The known name that a wrong one was probably meant to be, for the log: the same but for case and
 * punctuation, one character or a swap away, or a part of it. Each comparison takes one pass over the text.
 */
export function findNearName(sent: string, known: Iterable<string>): string | undefined {
  if (sent.length > LONGEST) return undefined
  const letters = toLetters(sent)
  let part: string | undefined
  for (const name of known) {
    if (name.length > LONGEST) continue
    if (letters !== '' && toLetters(name) === letters) return name
    if (isOneEditAway(sent, name)) return name
    if (part === undefined && isPart(sent, name)) part = name
  }
  return part
}

function toLetters(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}

function isPart(sent: string, name: string): boolean {
  const [short, long] = sent.length < name.length ? [sent, name] : [name, sent]
  return short.length >= SHORTEST_PART && (long.startsWith(short) || long.endsWith(short))
}

/** One character more, less or other, or two neighbours swapped. */
function isOneEditAway(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start += 1
  const rest = (text: string, from: number) => text.slice(start + from)
  const isSwapped = one[start] === other[start + 1] && one[start + 1] === other[start]
  return (
    rest(one, 1) === rest(other, 1) ||
    rest(one, 1) === rest(other, 0) ||
    rest(one, 0) === rest(other, 1) ||
    (isSwapped && rest(one, 2) === rest(other, 2))
  )
}
