import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { toNodeHandler } from '../../adapters/node.ts'
import type { Listening } from '../../config/parse-listening.ts'
import type { AuthorizationServer } from '../../index.ts'
import { CommandError } from '../terminal/command-error.ts'

/** How long requests that are under way may still take when the server stops. */
export const inFlightSeconds = 10
/** Room for the headers beside the longest request line that the server itself still answers. */
const headerBytes = 16 * 1024

/**
 * Systems that deal the connections to one port out among the processes that listen (SO_REUSEPORT). On others
 * node:cluster does it, and a connection that it is handing to a worker which dies just then gets no answer.
 */
const sharedBySystem = ['linux', 'freebsd', 'sunos', 'aix'].includes(process.platform)

export interface Listener {
  /** Where it really listens; the issuer may be another URL, of the proxy in front. */
  readonly url: string
  /** Goes on serving, but tells each client with its next answer not to use that connection again. */
  endConnections(): void
  /** Stops listening, and resolves when what was under way is answered or cut off. */
  close(): Promise<void>
}

/** Where to listen. */
export interface Place extends Listening {
  /** Other processes of ours listen there too, and the system deals the connections out among them. */
  readonly sharesPort?: boolean
}

/**
 * Serves over http, or https where there is a certificate.
 * @throws CommandError for a port or an address that cannot be had.
 */
export async function listen(
  server: AuthorizationServer,
  place: Place,
  limits: { readonly authorizationRequestBytes: number },
): Promise<Listener> {
  const maxHeaderSize = limits.authorizationRequestBytes + headerBytes
  const handler = toNodeHandler(server)
  let keepsAlive = true
  const listener = createListener(
    (req, res) => {
      if (!keepsAlive) res.shouldKeepAlive = false
      handler(req, res)
    },
    place,
    maxHeaderSize,
  )
  await bind(listener, place)
  return {
    url: toUrl(listener, place),
    endConnections() {
      keepsAlive = false
    },
    close: () => closeGracefully(listener),
  }
}

/**
 * The port, when nobody else has it; for port 0 one that is free.
 * @throws CommandError as {@link listen} does.
 */
export async function findPort(listening: Listening): Promise<number> {
  const probe = createServer()
  await bind(probe, listening)
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

function bind(listener: Server, { port, host, sharesPort }: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    listener.once('error', (cause) => reject(explain(cause, { port, host })))
    listener.listen({ port, host, ...(sharesPort && sharedBySystem && { reusePort: true }) }, resolve)
  })
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

function explain(cause: NodeJS.ErrnoException, { host, port }: Pick<Listening, 'host' | 'port'>): Error {
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
