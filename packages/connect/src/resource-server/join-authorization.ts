import type { IncomingMessage } from 'node:http'

/**
 * All values of Authorization, from `rawHeaders`: in `headers`, node drops the second one. Only requests that
 * were made by hand, as serverless platforms do, have no `rawHeaders`.
 */
export function joinAuthorization({
  rawHeaders,
  headers,
}: Pick<IncomingMessage, 'rawHeaders' | 'headers'>): string | undefined {
  if (rawHeaders.length === 0) return headers.authorization
  const values = rawHeaders.filter(
    (_, at) => at % 2 === 1 && /^authorization$/i.test(rawHeaders[at - 1] ?? ''),
  )
  return values.length === 0 ? undefined : values.join(', ')
}
