import type { RequestOptions } from 'node:http'
import { isIP } from 'node:net'
import { unlessAborted } from 'latchkey-connect/internal'
import { type AddressGuard, bareHost } from './address-guard.ts'
import type { Resolvers } from './resolve-host.ts'
import { type SendRequest, sendOver } from './send-request.ts'

/**
 * Resolves the host, refuses if any of its addresses is not allowed, and connects to exactly these addresses,
 * so that a second DNS answer cannot lead elsewhere (DNS rebinding).
 */
export function createDirectSender(
  guard: AddressGuard,
  resolvers: Resolvers,
  headerBytes: number,
): SendRequest {
  return async (url, request, signal) => {
    const host = bareHost(url)
    const resolve = guard.isNamedByOperator(url) ? resolvers.system : resolvers.dns
    const addresses = isIP(host) ? [host] : await unlessAborted(resolve(host, signal), signal)
    guard.requireAddresses(url, addresses)
    const connection = {
      // A new agent: with NODE_USE_ENV_PROXY, Node's global one would use the proxy of the environment.
      agent: false,
      rejectUnauthorized: true,
      lookup: answerWith(addresses),
      maxHeaderSize: headerBytes,
      signal,
    }
    return sendOver(connection, url, request)
  }
}

/**
 * Replaces a second lookup by node:net. Not at once: connect(2) may fail before it returns, and TLS sockets
 * have no error listener before the end of the tick; the error would be uncaught and end the process.
 */
function answerWith(addresses: readonly string[]): NonNullable<RequestOptions['lookup']> {
  const all = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_hostname, options, callback) => {
    const [first = { address: '', family: 0 }] = all
    if (options.all) process.nextTick(callback, null, all)
    else process.nextTick(callback, null, first.address, first.family)
  }
}
