import type { IncomingMessage } from 'node:http'

/** The parts of a request that hold its headers. */
export type SentHeaders = Pick<IncomingMessage, 'rawHeaders' | 'headers'>

/**
 * A header by its lower-case name, with all its values. From `rawHeaders`: in `headers`, node drops the
 * second value of an `Authorization` that was sent twice. Requests that no HTTP parser has made (those of
 * serverless platforms and of test tools) may have `headers` alone.
 */
export function findHeader(req: SentHeaders, name: string): string | undefined {
  if (!hasRawHeaders(req)) return join(name, req.headers[name])
  const { rawHeaders } = req
  let found: string | undefined
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const sent = rawHeaders[index] ?? ''
    if (sent.length !== name.length || sent.toLowerCase() !== name) continue
    const value = rawHeaders[index + 1] ?? ''
    found = found === undefined ? value : `${found}${separatorOf(name)}${value}`
  }
  return found
}

/** The headers of a fetch `Request`, with every value that was sent. */
export function toHeaders(req: SentHeaders): Headers {
  const headers = new Headers()
  if (!hasRawHeaders(req)) {
    for (const [name, value] of Object.entries(req.headers)) {
      const joined = join(name, value)
      if (joined !== undefined) headers.append(name, toByteString(joined))
    }
    return headers
  }
  const { rawHeaders } = req
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    // HTTP/2 pseudo-headers are not headers (RFC 9113 §8.3).
    if (!name.startsWith(':')) headers.append(name, rawHeaders[index + 1] ?? '')
  }
  return headers
}

/**
 * True when a request names two hosts, which no two parsers need to read alike: it is to be refused
 * (RFC 9112 §3.2). Where a platform has joined them, there is a comma, which no name in the DNS has.
 */
export function hasSeveralHosts(req: SentHeaders): boolean {
  if (!hasRawHeaders(req)) return join('host', req.headers.host)?.includes(',') === true
  const { rawHeaders } = req
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length !== 4 || name.toLowerCase() !== 'host') continue
    hosts += rawHeaders[index + 1]?.includes(',') === true ? 2 : 1
  }
  return hosts > 1
}

function hasRawHeaders({ rawHeaders }: Partial<SentHeaders>): boolean {
  return rawHeaders !== undefined && rawHeaders.length > 0
}

/** Platforms write numbers too. */
function join(name: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  return Array.isArray(value) ? value.join(separatorOf(name)) : String(value)
}

/** RFC 9110 §5.3; cookies are the exception (RFC 6265 §5.4). */
function separatorOf(name: string): string {
  return name === 'cookie' ? '; ' : ', '
}

/** Platforms decode values that are UTF-8; `Headers` takes bytes alone (Fetch §5.1), and so has sent ones. */
function toByteString(value: string): string {
  return /^[\0-\xff]*$/.test(value) ? value : Buffer.from(value).toString('latin1')
}
