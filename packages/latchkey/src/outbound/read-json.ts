import { parseStrictJson } from '../protocol/parse-strict-json.ts'
import type { Answer } from './read-answer.ts'

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i

/**
 * The JSON document in a response. A redirect is treated like any other response that is not a 200: its
 * target was not checked.
 */
export function readJson({ status, headers, body }: Answer): unknown {
  if (status !== 200) throw new Error(`Fetched in vain: the answer was ${status}, not 200`)
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  if (!JSON_TYPE.test(type)) throw new Error('Fetched in vain: the answer is not JSON')
  return parseStrictJson(new TextDecoder('utf-8', { fatal: true }).decode(body))
}
