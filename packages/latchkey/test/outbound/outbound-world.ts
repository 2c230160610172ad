import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterEach } from 'vitest'
import { createOutbound, type Outbound, type OutboundOptions } from '../../src/outbound/create-outbound.ts'
import type { ResolveHost } from '../../src/outbound/resolve-host.ts'
import type { OutboundSettings } from '../../src/settings/outbound.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { selfSigned } from '../fixtures/self-signed-certificate.ts'

const servers: Pick<Server, 'close' | 'closeAllConnections'>[] = []

/** Closes the server after the test. */
export function closeLater(server: Pick<Server, 'close' | 'closeAllConnections'>): void {
  servers.push(server)
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

/** A server on this machine; answers its port. */
export async function listening(listener: RequestListener): Promise<number> {
  return listenLater(createServer(listener))
}

export async function listenLater(server: Server): Promise<number> {
  closeLater(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** One for all: two of the same name cannot be told apart by who trusts them. */
const certificate = selfSigned()
trust(certificate.cert)

/** Node has a function for it since 22.19. */
function trust(trusted: string): void {
  if (typeof tls.setDefaultCACertificates === 'function') {
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), trusted])
    return
  }
  const { createSecureContext } = tls
  tls.createSecureContext = (options) =>
    createSecureContext({ ...options, ca: [...tls.rootCertificates, trusted] })
}

/** An https server with a certificate for `localhost`, which this process trusts. */
export async function listeningSecurely(listener: RequestListener): Promise<number> {
  return listenLater(createTlsServer(certificate, listener))
}

/** A port of this machine on which nobody listens. */
export async function silentPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export function answering(body: string | Buffer, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body)
  }
}

/**
 * The outbound room, outside of development unless said, on a clock that stands still. With `resolve`, all
 * names are looked up by it.
 */
export function outbound({
  allow = [],
  proxy,
  resolve,
  ...options
}: Partial<OutboundSettings & OutboundOptions> & { readonly resolve?: ResolveHost } = {}): Outbound {
  const settings = { allow, ...(proxy !== undefined && { proxy }) }
  const resolvers = resolve && { resolvers: { dns: resolve, system: resolve } }
  return createOutbound({ development: false, clock: fakeClock(), settings, ...resolvers, ...options })
}
