/**
 * Headers that are meant for the next hop only (RFC 9110 §7.6.1), and `Expect`, which each hop answers itself
 * (§10.1.1).
 */
export const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-authentication-info',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]

/** Removes these headers, and those that `Connection` names. */
export function dropHopByHop(headers: Headers): void {
  for (const name of headers.get('connection')?.split(',') ?? []) {
    // `Headers` throws for what is not a header name.
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(name.trim())) headers.delete(name.trim())
  }
  for (const name of HOP_BY_HOP) headers.delete(name)
}
