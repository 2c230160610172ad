/** The maximum number of levels of nested arrays and objects. */
const DEPTH = 64

/** The tokens of valid JSON, except white space, `true`, `false` and `null`. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|[{}[\],:]/g

/**
 * Parses JSON that no two parsers could read differently: no duplicate member names and no lone surrogates
 * (RFC 8259 §4, §8.2; RFC 8725 §2.4), no number beyond a double, nothing named `__proto__`, at most 64
 * levels.
 * @throws SyntaxError
 */
export function parseStrictJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  requireUnambiguous(text)
  return value
}

/** For an open object, the names seen so far; for an open array, `undefined`. */
type OpenLevel = Set<string> | undefined

function requireUnambiguous(text: string): void {
  const levels: OpenLevel[] = []
  let pending: string | undefined
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === ':') requireNewName(levels.at(-1), pending)
    pending = undefined
    if (token === '{' || token === '[') openLevel(levels, token)
    else if (token === '}' || token === ']') levels.pop()
    else if (token.startsWith('"')) pending = requireWellFormed(token)
    else if (token !== ',' && token !== ':') requireFinite(token)
  }
}

function openLevel(levels: OpenLevel[], bracket: '{' | '['): void {
  if (levels.length === DEPTH) throw new SyntaxError(`JSON is nested deeper than ${DEPTH} levels`)
  levels.push(bracket === '{' ? new Set() : undefined)
}

/** Names are compared after unescaping: `"\u0061"` is `"a"`. */
function requireNewName(names: OpenLevel, name: string | undefined): void {
  if (names === undefined || name === undefined) return
  if (name === '__proto__') throw new SyntaxError('JSON must not name a member __proto__')
  if (names.has(name)) throw new SyntaxError(`JSON names the member ${JSON.stringify(name)} twice`)
  names.add(name)
}

function requireWellFormed(token: string): string {
  const text: string = JSON.parse(token)
  if (!text.isWellFormed()) throw new SyntaxError('JSON holds a lone surrogate')
  return text
}

function requireFinite(token: string): void {
  if (!Number.isFinite(Number(token))) throw new SyntaxError('JSON holds a number that is too large')
}
