import type { IncomingMessage } from 'node:http'

/**
 * All values of Authorization, from the raw list: in `headers`, the second one of two is lost. Only a request
 * that was made by hand, as on platforms that run functions, has no raw list.
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
