/** From raw requests and answers to what may be shown of them. */
import type { Answer, Parameter } from './exchange.ts'

/** Parameters whose values explain something and open nothing. Of all others only the names are shown. */
const shownValues = new Set(
  `response_type response_mode scope grant_type code_challenge_method prompt max_age acr_values resource audience client_id
  redirect_uri post_logout_redirect_uri iss token_type_hint return_to error action`.split(/\s+/),
)

/** What looks random, or would make the arrow too long. */
const RANDOM = /(?=[\w-]*\d)[\w-]{20,}/g

export interface RawMessage {
  readonly type: string
  readonly body: string
}

/** Puts the names of the participants in place of their origins, which differ from run to run. */
export type Rename = (text: string) => string

export function tellPath(url: URL, rename: Rename): string {
  return decodePath(rename(url.pathname)).replaceAll(RANDOM, '…')
}

function decodePath(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

export function tellParameters(url: URL, message: RawMessage, rename: Rename): readonly Parameter[] {
  return [...url.searchParams, ...readFields(message)]
    .filter(([name, value]) => name !== '' && value !== '')
    .map(([name, value]) => {
      const shown = shownValues.has(name) ? rename(value).replaceAll(RANDOM, '…') : undefined
      return { name: name.replaceAll(RANDOM, '…'), value: shown }
    })
}

function readFields({ type, body }: RawMessage): readonly (readonly [string, string])[] {
  if (type.startsWith('application/x-www-form-urlencoded')) return [...new URLSearchParams(body)]
  return Object.entries(readJsonObject({ type, body })).map(([name, value]) => [name, String(value)])
}

function readJsonObject({ type, body }: RawMessage): Readonly<Record<string, unknown>> {
  if (!/^application\/(?:[\w.-]+\+)?json\b/.test(type)) return {}
  try {
    const value = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  } catch {
    return {}
  }
}

export interface RawAnswer extends RawMessage {
  readonly status: number
  readonly location: string | undefined
  readonly challenge: string | undefined
}

export function tellAnswer({ status, location, challenge, ...message }: RawAnswer, rename: Rename): Answer {
  const fields = readJsonObject(message)
  return {
    status,
    location: location && tellLocation(rename(location)),
    challenge: challenge && rename(challenge).replaceAll(RANDOM, '…'),
    content: message.body === '' ? undefined : nameContent(message.type),
    names: Object.keys(fields),
    error: typeof fields.error === 'string' ? fields.error : undefined,
  }
}

/** Its parameters are those of the request that follows; one that ends in an error may be the end. */
function tellLocation(location: string): string {
  const [, error] = /[?&](error=\w+)/.exec(location) ?? []
  const target = location.replace(/[?#].*$/s, '').replaceAll(RANDOM, '…')
  return error === undefined ? target : `${target} with ${error}`
}

function nameContent(type: string): string | undefined {
  if (type.startsWith('text/html')) return 'page'
  return /json/.test(type) ? 'JSON' : undefined
}
