/**
 * Serializes a body that the host's body parser has consumed, so that the server sees what the client sent: a
 * parameter that was repeated is repeated again.
 * @param most The number of form values after which the rest is left out, for a reader that refuses so many.
 * @throws TypeError when the parser kept nothing.
 */
export function fromParsedBody(
  body: unknown,
  contentType = '',
  most = Number.POSITIVE_INFINITY,
): Uint8Array<ArrayBuffer> | string {
  if (body instanceof Uint8Array) return new Uint8Array(body)
  if (typeof body === 'string') return body
  if (body === undefined) {
    throw new TypeError(
      'The request body was read before Latchkey saw it, and is in neither req.body nor req.rawBody',
    )
  }
  return isForm(contentType) && isRecord(body) ? toFormText(body, most) : JSON.stringify(body)
}

function isForm(contentType: string): boolean {
  return contentType.split(';', 1)[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded'
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function toFormText(body: Readonly<Record<string, unknown>>, most: number): string {
  const parameters = new URLSearchParams()
  for (const name of Object.keys(body)) {
    for (const text of toTexts(body[name])) {
      if (parameters.size >= most) return parameters.toString()
      parameters.append(name, text)
    }
  }
  return parameters.toString()
}

/**
 * OAuth has no structured parameters. What an extended parser made of `scope[a]=b` is written twice, and so
 * refused as a repeated parameter (RFC 6749 §3.2) or, where repeating is allowed, as a malformed value.
 *
 * A list of one becomes its text: some parsers make one of `client_id[]=app`, others of `client_id=app` too.
 */
function toTexts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(toTexts)
  const text = JSON.stringify(value)
  return [text, text]
}
