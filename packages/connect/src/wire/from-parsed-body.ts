/** A host has read the body and kept nothing of it: a mistake of the host, not of the client. */
export class BodyNotKept extends TypeError {
  constructor() {
    super(
      'The request body was read before Latchkey saw it, and is in neither req.body nor req.rawBody: put Latchkey before the body parser',
    )
  }
}

/**
 * Serializes a body that the host's body parser has consumed, so that the server sees what the client sent: a
 * parameter that was repeated is repeated again, and `client_id[]` is not `client_id`.
 * @param most The number of form values after which the rest is left out, for a reader that refuses so many.
 * @throws BodyNotKept when the parser kept nothing.
 */
export function fromParsedBody(
  body: unknown,
  contentType = '',
  most = Number.POSITIVE_INFINITY,
): Uint8Array<ArrayBuffer> | string {
  if (body instanceof Uint8Array) return new Uint8Array(body)
  if (typeof body === 'string') return body
  if (body === undefined) throw new BodyNotKept()
  return isForm(contentType) && isRecord(body) ? toFormText(body, most) : JSON.stringify(body)
}

function isForm(contentType: string): boolean {
  return contentType.split(';', 1)[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded'
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function toFormText(body: Readonly<Record<string, unknown>>, most: number): string {
  if (body instanceof URLSearchParams) return body.toString()
  const parameters = new URLSearchParams()
  for (const [name, text] of listPairs('', body)) {
    if (parameters.size >= most) break
    parameters.append(name, text)
  }
  return parameters.toString()
}

type Pair = readonly [name: string, text: string]

/**
 * OAuth has no structured parameters. Extended parsers make them of names with brackets, and get those names
 * back: `scope[a]=b` is a parameter of that name, which nobody knows, and not `scope`.
 *
 * So is a list of one, which comes from `client_id[]=app`. One of several may come from
 * `resource=a&resource=b` just as well: that is a repeated parameter (RFC 6749 §3.2).
 */
function* listPairs(name: string, value: unknown): Generator<Pair> {
  if (Array.isArray(value)) {
    for (const [at, part] of value.entries()) yield* listPairs(nameOfPart(name, at, value), part)
  } else if (isStructured(value)) {
    for (const [key, part] of Object.entries(value))
      yield* listPairs(name === '' ? key : `${name}[${key}]`, part)
  } else if (value !== undefined && value !== null) yield [name, String(value)]
}

function nameOfPart(name: string, at: number, list: readonly unknown[]): string {
  if (list.length === 1) return `${name}[]`
  return isStructured(list[at]) ? `${name}[${at}]` : name
}

function isStructured(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
