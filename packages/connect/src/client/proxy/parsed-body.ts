import type { ParsedRequest } from '../../wire/from-node-request.ts'
import { wasRead } from '../../wire/was-read.ts'

/**
 * True when middleware before the proxy has read the body, so that it must be serialized again.
 * @throws TypeError when that would not give the body that the page sent
 */
export function isParsedBefore(req: ParsedRequest): boolean {
  if (req.rawBody instanceof Uint8Array) return true
  if (!wasRead(req)) return false
  if (canBeWrittenAgain(req.body, req.headers['content-type'] ?? '')) return true
  throw new TypeError(
    'The body of this request was read before proxyWithToken saw it, and what the body parser made of it cannot be turned back: put app.use(…, proxyWithToken(…)) before the body parser',
  )
}

/**
 * A form only if every value is a string: once parsed, `a[]=1`, `a=1&a=2` and `a[b]=1` can no longer be told
 * apart, and files are gone.
 */
function canBeWrittenAgain(body: unknown, contentType: string): boolean {
  if (body instanceof Uint8Array || typeof body === 'string') return true
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (/^application\/(?:[\w.-]+\+)?json$/.test(type)) return body !== undefined
  if (type !== 'application/x-www-form-urlencoded' || typeof body !== 'object' || body === null) return false
  return Object.values(body).every((value) => typeof value === 'string')
}
