import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { toNodeHandler } from '../adapters/node.ts'
import type { Listening } from '../config/parse-listening.ts'
import type { AuthorizationServer } from '../index.ts'
import { CommandError } from './command-error.ts'

/** How long requests that are under way may still take when the server stops. */
const inFlightSeconds = 10
/** Room for the headers beside the longest request line that the server itself still answers. */
const headerBytes = 16 * 1024

export interface Listener {
  /** Where it really listens; the issuer may be another URL, of the proxy in front. */
  readonly url: string
  /** Stops listening, and resolves when what was under way is answered or cut off. */
  close(): Promise<void>
}

/** Serves over http, or https where there is a certificate. @throws CommandError for a port or an address that cannot be had. */
export async function listen(
  server: AuthorizationServer,
  listening: Listening,
  limits: { readonly authorizationRequestBytes: number },
): Promise<Listener> {
  const maxHeaderSize = limits.authorizationRequestBytes + headerBytes
  const listener = createListener(toNodeHandler(server), listening, maxHeaderSize)
  await new Promise<void>((resolve, reject) => {
    listener.once('error', (cause) => reject(explain(cause, listening)))
    listener.listen({ port: listening.port, host: listening.host }, resolve)
  })
  return { url: toUrl(listener, listening), close: () => closeGracefully(listener) }
}

function createListener(handler: RequestListener, { tls }: Listening, maxHeaderSize: number): Server {
  if (tls === undefined) return createServer({ maxHeaderSize }, handler)
  try {
    return createTlsServer({ ...tls, maxHeaderSize }, handler)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CommandError('configuration', `tls: the certificate and its key cannot be used: ${reason}`, {
      cause,
    })
  }
}

function explain(cause: NodeJS.ErrnoException, { host, port }: Listening): Error {
  const say = (message: string) => new CommandError('failed', message, { cause })
  if (cause.code === 'EADDRINUSE') {
    return say(`Port ${port} is in use by another process. Use --port ${port + 1} or stop it.`)
  }
  if (cause.code === 'EACCES') return say(`Port ${port} may not be used by this user. Use a port above 1023.`)
  if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND') {
    return say(`${host} is not an address of this machine. Use --host 127.0.0.1, or 0.0.0.0 for all.`)
  }
  return cause
}

function toUrl(listener: Server, { tls }: Listening): string {
  const { address, family, port } = listener.address() as AddressInfo
  const host = family === 'IPv6' ? `[${address}]` : address
  return `${tls === undefined ? 'http' : 'https'}://${host}:${port}`
}

async function closeGracefully(listener: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => listener.close(() => resolve()))
  // A connection that was busy when we closed becomes idle later, and would keep us waiting.
  const sweep = setInterval(() => listener.closeIdleConnections(), 50)
  const cutOff = setTimeout(() => listener.closeAllConnections(), inFlightSeconds * 1000)
  listener.closeIdleConnections()
  await closed
  clearInterval(sweep)
  clearTimeout(cutOff)
}
