/** From exchanges to a Mermaid sequence diagram. */
import type { Answer, Exchange, Parameter } from './exchange.ts'

/** Characters of a line on an arrow. */
const LINE = 46
/** Names of a JSON answer that are shown; metadata has some forty. */
const MAX_NAMES = 6

export interface Drawing {
  /** From left to right; who says nothing is left out. */
  readonly participants: readonly string[]
  readonly exchanges: readonly Exchange[]
}

export function drawDiagram({ participants, exchanges }: Drawing): string {
  const arrows = foldRedirects(exchanges).flatMap(drawExchange)
  const present = participants.filter((name) => exchanges.some((exchange) => takesPart(name, exchange)))
  return ['sequenceDiagram', ...present.map((name) => `participant ${name}`), ...arrows].join('\n  ')
}

function takesPart(name: string, { from, to, inner }: Exchange): boolean {
  return from === name || to === name || inner.some((exchange) => takesPart(name, exchange))
}

interface Folded extends Exchange {
  /** Where the browser was sent within the same site before the answer came. */
  readonly hops: readonly string[]
}

/** A redirect to a page of the same site, and that page, become one answer: nobody else learns of it. */
function foldRedirects(exchanges: readonly Exchange[]): readonly Folded[] {
  const folded: Folded[] = []
  for (const exchange of exchanges) {
    const former = folded.at(-1)
    if (former && isNextHop(former, exchange)) {
      const hops = [...former.hops, `${former.answer.status} to ${exchange.path}`]
      folded[folded.length - 1] = { ...former, answer: exchange.answer, hops }
    } else folded.push({ ...exchange, hops: [] })
  }
  return folded
}

function isNextHop(former: Exchange, next: Exchange): boolean {
  const { location } = former.answer
  const isSameSite = location === next.path || location === next.to + next.path
  return isSameSite && former.to === next.to && next.method === 'GET' && next.inner.length === 0
}

function drawExchange(exchange: Folded): readonly string[] {
  const { from, to, inner, answer, hops } = exchange
  return [
    `${from}->>${to}: ${toText(describeRequest(exchange))}`,
    ...foldRedirects(inner).flatMap(drawExchange),
    `${to}-->>${from}: ${toText(describeAnswer(answer, hops))}`,
  ]
}

function describeRequest({ method, path, scheme, parameters }: Exchange): readonly string[] {
  const words = parameters.map(describeParameter)
  return [`${method} ${path}`, ...(scheme ? [`Authorization: ${scheme} …`] : []), ...fillLines(words)]
}

function describeParameter({ name, value = '…' }: Parameter): string {
  return `${name}=${value}`
}

function describeAnswer({ status, location, ...answer }: Answer, hops: readonly string[]): readonly string[] {
  if (location !== undefined) return [...hops, `${status} to ${location}`]
  const { content, names, error, challenge } = answer
  const shown = names.length > MAX_NAMES ? [...names.slice(0, MAX_NAMES), '…'] : names
  const told = error === undefined ? shown.join(', ') || content : `error=${error}`
  const challenged = challenge === undefined ? [] : wrap(`WWW-Authenticate: ${challenge}`)
  return [...hops, ...wrap(`${status} ${told ?? ''}`.trim()), ...challenged]
}

function wrap(text: string): readonly string[] {
  return fillLines(text.split(' '), ' ')
}

function fillLines(words: readonly string[], space = ', '): readonly string[] {
  const lines: string[] = []
  for (const word of words) {
    const line = lines.at(-1)
    const longer = `${line}${space}${word}`
    if (line !== undefined && longer.length <= LINE) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

/** Mermaid ends a message at `;`, takes `#` for a code and `%%` for a comment, and reads HTML. */
function toText(lines: readonly string[]): string {
  return lines.map((line) => line.replaceAll(/[;#%<>]/g, toCode)).join('<br/>')
}

function toCode(character: string): string {
  return `#${character.charCodeAt(0)};`
}
