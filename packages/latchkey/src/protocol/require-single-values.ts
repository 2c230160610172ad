import type { Parameters } from './parameters.ts'
import { toPrintableText } from './printable-text.ts'
import { refuse } from './refusal.ts'

/** Parameters that may be repeated (RFC 8707 §2). */
const REPEATABLE = new Set(['resource'])

/** No parameter may be sent twice (OAuth 2.1 §3.1, §3.2). */
export function requireSingleValues(parameters: Parameters): void {
  const name = parameters.repeated.find((repeated) => !REPEATABLE.has(repeated))
  if (name !== undefined)
    refuse('duplicate_parameter', `Send each parameter once; this one came twice: ${toPrintableText(name)}`)
}
