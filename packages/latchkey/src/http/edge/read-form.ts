import { BodyNotKept, type PlainRequest } from 'latchkey-connect/internal'
import { type Parameters, toParameters } from '../../protocol/parameters.ts'
import { refuse } from '../../protocol/refusal.ts'
import { requireSingleValues } from '../../protocol/require-single-values.ts'

const FORM = 'application/x-www-form-urlencoded'

type Body = Pick<PlainRequest, 'header' | 'readBody'>

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * The parameters of a form body (RFC 6749 appendix B). The query string is ignored (OAuth 2.1 §2.4.1).
 * @throws Refusal for another media type, a body over `limitBytes`, or a parameter sent twice.
 */
export async function readForm(body: Body, limitBytes: number): Promise<Parameters> {
  const parameters = toParameters(await readFormText(body, limitBytes))
  requireSingleValues(parameters)
  return parameters
}

/** True when the request says that its body is a form. */
export function isForm({ header }: Pick<PlainRequest, 'header'>): boolean {
  const mediaType = header('content-type') ?? ''
  return mediaType === FORM || mediaType.split(';', 1)[0]?.trim().toLowerCase() === FORM
}

/** The text of a form body, still encoded. */
export async function readFormText(body: Body, limitBytes: number): Promise<string> {
  if (!isForm(body)) {
    refuse('unsupported_media_type', `Send the parameters as ${FORM} in the request body`)
  }
  if (Number(body.header('content-length') ?? 0) > limitBytes) tooLarge(limitBytes)
  const bytes = await readWhole(body, limitBytes)
  return bytes === undefined ? tooLarge(limitBytes) : decode(bytes)
}

async function readWhole(body: Body, limitBytes: number): Promise<Uint8Array | undefined> {
  try {
    return await body.readBody(limitBytes)
  } catch (cause) {
    // The host's mistake: the client must not be told that the request is wrong.
    if (cause instanceof BodyNotKept) throw cause
    return malformed()
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    return malformed()
  }
}

function malformed(): never {
  refuse('malformed_request', 'The request body must be UTF-8 and must arrive whole')
}

function tooLarge(limitBytes: number): never {
  refuse('request_too_large', `The request body may have at most ${limitBytes} bytes`)
}

/**
 * The text of a form body as the query of a URL: the same parameters, in the characters that a query may have
 * (RFC 3986 §3.4).
 */
export function toQueryText(formText: string): string {
  return formText.replace(/[^\x21-\x7e]|["#\\]/gu, encodeURIComponent)
}
