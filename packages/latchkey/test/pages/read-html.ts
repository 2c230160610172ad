/** A piece of a document, in order. */
export type Token =
  | { readonly tag: string; readonly closes: boolean; readonly attributes: Readonly<Record<string, string>> }
  | { readonly text: string }

const TAG = /^<(\/?)([a-z][a-z0-9]*)((?:\s[a-z-]+(?:="[^"<>]*")?)*)\s*\/?>/i
const ATTRIBUTE = /\s([a-z-]+)(?:="([^"]*)")?/gi

/**
 * Reads what the pages write, and nothing looser: quotes and angle brackets that are not escaped are an
 * Error, so that reading a page is itself a test of its escaping.
 */
export function readHtml(html: string): readonly Token[] {
  const tokens: Token[] = []
  let rest = html.replace(/^<!DOCTYPE html>/, '')
  while (rest !== '') {
    const length = readToken(rest, tokens)
    rest = rest.slice(length)
  }
  return tokens
}

function readToken(rest: string, tokens: Token[]): number {
  if (!rest.startsWith('<')) {
    const text = /^[^<]*/.exec(rest)?.[0] ?? ''
    tokens.push({ text: decodeEntities(text) })
    return text.length
  }
  const [whole, slash, tag = '', attributes = ''] = TAG.exec(rest) ?? []
  if (whole === undefined) throw new Error(`Not a tag of ours: ${rest.slice(0, 80)}`)
  tokens.push({ tag, closes: slash === '/', attributes: readAttributes(attributes) })
  return whole.length
}

function readAttributes(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, decodeEntities(value)]),
  )
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity)
}

/** The opening tags of a document. */
export function elementsOf(html: string): readonly Extract<Token, { tag: string }>[] {
  return readHtml(html).filter((token) => 'tag' in token && !token.closes) as Extract<
    Token,
    { tag: string }
  >[]
}

/** What stands between the first `<tag>` and its end, without the tags in it. */
export function textOf(html: string, tag: string): string {
  const inside = new RegExp(`<${tag}(?:\\s[^>]*)?>(.*?)</${tag}>`, 's').exec(html)?.[1] ?? ''
  return decodeEntities(inside.replace(/<[^>]*>/g, ''))
}
