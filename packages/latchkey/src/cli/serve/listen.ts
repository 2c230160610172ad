import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { toNodeHandler } from '../../adapters/node.ts'
import type { Listening } from '../../config/parse-listening.ts'
import type { AuthorizationServer } from '../../index.ts'
import { CommandError } from '../terminal/command-error.ts'
import { answerParseErrors } from './answer-parse-errors.ts'

/** How long requests in progress may still take when the server stops. */
export const inFlightSeconds = 10
/** Space for the headers in addition to the longest request line that the server accepts. */
const headerBytes = 16 * 1024

/**
 * Systems that distribute the connections to one port over all processes that listen on it (SO_REUSEPORT). On
 * other systems node:cluster distributes them, and a connection is lost if it is being passed to a worker
 * that dies at that moment.
 */
const sharedBySystem = ['linux', 'freebsd', 'sunos', 'aix'].includes(process.platform)

export interface Listener {
  /** The URL at which it listens; the issuer may be a different one, of the proxy in front. */
  readonly url: string
  /** Continues serving, but tells each client with its next response not to reuse the connection. */
  endConnections(): void
  /** Stops listening, and resolves when all requests in progress have been answered or aborted. */
  close(): Promise<void>
}

/** Where to listen. */
export interface Place extends Listening {
  /** Other processes of ours listen on the same port, and the system distributes the connections. */
  readonly sharesPort?: boolean
  /** A sentence: what to do when another process listens there. */
  readonly ifTaken: string
}

/**
 * Serves over http, or over https if there is a certificate.
 * @throws CommandError if the port or address is not available.
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
  answerParseErrors(listener, server)
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
 * Returns the port if it is free; for port 0, some free port.
 * @throws CommandError as {@link listen} does.
 */
export async function findPort(place: Place): Promise<number> {
  const probe = createServer()
  await bind(probe, place)
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

/** @throws CommandError as {@link listen} does, but before anything is made for the server. */
export async function requireFreePort(place: Place): Promise<void> {
  if (place.port !== 0) await findPort(place)
}

function bind(listener: Server, { port, host, sharesPort, ifTaken }: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    listener.once('error', (cause) => reject(explain(cause, { port, host, ifTaken })))
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

function explain(
  cause: NodeJS.ErrnoException,
  { host, port, ifTaken }: Pick<Place, 'host' | 'port' | 'ifTaken'>,
): Error {
  const say = (message: string) => new CommandError('failed', message, { cause })
  if (cause.code === 'EADDRINUSE') {
    return say(`Port ${port} is in use by another process. ${ifTaken}`)
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
  // A connection that was busy when we closed becomes idle later, and would keep the server open.
  const sweep = setInterval(() => listener.closeIdleConnections(), 50)
  const cutOff = setTimeout(() => listener.closeAllConnections(), inFlightSeconds * 1000)
  listener.closeIdleConnections()
  await closed
  clearInterval(sweep)
  clearTimeout(cutOff)
}
