import { type Parameters, toParameters } from '../protocol/parameters.ts'
import { Refusal, refuse } from '../protocol/refusal.ts'
import { requireSingleValues } from '../protocol/require-single-values.ts'
import type { EdgeContext } from './edge.ts'

const FORM = 'application/x-www-form-urlencoded'

/**
 * The parameters of a form body (RFC 6749 appendix B). The query string is never looked at (OAuth 2.1 §2.4.1).
 * @throws Refusal for another media type, a body over `limitBytes`, or a parameter sent twice.
 */
export async function readForm(context: EdgeContext, limitBytes: number): Promise<Parameters> {
  const parameters = toParameters(await readFormText(context, limitBytes))
  requireSingleValues(parameters)
  return parameters
}

/** True when the request says that its body is a form. */
export function isForm(context: EdgeContext): boolean {
  const mediaType = (context.req.header('content-type') ?? '').split(';', 1)[0]
  return mediaType?.trim().toLowerCase() === FORM
}

/** The text of a form body, still encoded. */
export async function readFormText(context: EdgeContext, limitBytes: number): Promise<string> {
  if (!isForm(context)) {
    refuse('unsupported_media_type', `Send the parameters as ${FORM} in the request body`)
  }
  if (Number(context.req.header('content-length') ?? 0) > limitBytes) tooLarge(limitBytes)
  const body = context.req.raw.body
  return body === null ? '' : readAtMost(body, limitBytes)
}

async function readAtMost(body: ReadableStream<Uint8Array>, limitBytes: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let received = 0
  try {
    for await (const chunk of body) {
      received += chunk.byteLength
      if (received > limitBytes) tooLarge(limitBytes)
      text += decoder.decode(chunk, { stream: true })
    }
    return text + decoder.decode()
  } catch (cause) {
    if (cause instanceof Refusal) throw cause
    return refuse('malformed_request', 'The request body must be UTF-8 and must arrive whole')
  }
}

function tooLarge(limitBytes: number): never {
  refuse('request_too_large', `The request body may have at most ${limitBytes} bytes`)
}

/** The text of a form body as the query of a URL: the same parameters, with nothing that ends a query or a header line. */
export function toQueryText(formText: string): string {
  return formText.replace(/[^\x21-\x7e]|#/gu, encodeURIComponent)
}
