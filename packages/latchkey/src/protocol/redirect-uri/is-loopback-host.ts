const LOOPBACK_HOSTS = new Set(['127.0.0.1', '[::1]', 'localhost'])

/**
 * True for the three spellings of "this computer" that may use http (RFC 8252 §7.3, §8.3), as `URL.hostname`
 * writes them.
 */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK_HOSTS.has(hostname)
}
