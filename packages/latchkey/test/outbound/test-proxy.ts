import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { closeLater, listenLater } from './outbound-world.ts'

/** What a request to the proxy said of itself. */
export interface Seen {
  readonly method: string
  /** Its target: host and port of a tunnel, or a whole URL. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
}

export interface TestProxy {
  readonly port: number
  readonly url: string
  readonly seen: readonly Seen[]
}

/**
 * A proxy for http and https (RFC 9110 §9.3.6). It resolves every name to this machine, as only a proxy
 * could. With `tunnelAnswer` that is all it says to CONNECT.
 */
export async function startProxy(tunnelAnswer?: string): Promise<TestProxy> {
  const seen: Seen[] = []
  const tunnels: Duplex[] = []
  const server = createServer((req, res) => {
    const { method = '', url: target = '', headers } = req
    seen.push({ method, target, headers })
    const { port, pathname } = new URL(target)
    const onward = request({ host: '127.0.0.1', port, path: pathname, method, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(res)
    })
    req.pipe(onward)
  })
  server.on('connect', ({ method = '', url: target = '', headers }, client: Duplex) => {
    seen.push({ method, target, headers })
    tunnels.push(client)
    client.on('error', () => undefined)
    if (tunnelAnswer !== undefined) return void client.write(tunnelAnswer)
    const host = connect(Number(target.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      host.pipe(client).pipe(host)
    })
    host.on('error', () => client.destroy())
  })
  const port = await listenLater(server)
  closeLater({ close: () => server, closeAllConnections: () => tunnels.map((tunnel) => tunnel.destroy()) })
  return { port, url: `http://127.0.0.1:${port}`, seen }
}
