import { type RequestOptions, request as requestHttp } from 'node:http'
import { isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { type AddressGuard, bareHost } from './address-guard.ts'
import { type SendRequest, sendOver } from './send-request.ts'

/**
 * Sends everything through the proxy: https in a tunnel (RFC 9110 §9.3.6), http in absolute form (RFC 9112
 * §3.2.2). The proxy resolves the name, so only the URL itself can be checked here.
 */
export function createProxySender(guard: AddressGuard, proxy: URL, headerBytes: number): SendRequest {
  const authorization = toAuthorization(proxy)

  return async (url, request, signal) => {
    guard.requireForProxy(url)
    const options = { maxHeaderSize: headerBytes, signal }
    if (url.protocol === 'http:') {
      const headers = { ...request.headers, host: url.host, ...authorization }
      return sendOver({ ...options, ...toAbsoluteForm(proxy, url) }, url, { ...request, headers })
    }
    const tunnel = await openTunnel(proxy, url, { ...options, headers: authorization })
    return sendOver({ ...options, createConnection: () => protect(tunnel, url) }, url, request)
  }
}

function toAbsoluteForm(proxy: URL, { origin, pathname, search }: URL): RequestOptions {
  return { ...toAddress(proxy), path: `${origin}${pathname}${search}` }
}

/** With a new agent, as in `send-directly.ts`. */
function toAddress(proxy: URL): RequestOptions {
  return { agent: false, host: bareHost(proxy), hostname: bareHost(proxy), port: proxy.port || 80 }
}

function openTunnel(proxy: URL, { hostname, port }: URL, options: RequestOptions): Promise<Socket> {
  const target = `${hostname}:${port || 443}`
  const headers = { ...options.headers, host: target }
  return new Promise((resolve, reject) => {
    requestHttp({ ...options, ...toAddress(proxy), headers, method: 'CONNECT', path: target })
      .once('connect', ({ statusCode = 0 }, socket: Socket, head) => {
        // The TLS client speaks first: bytes that are already here do not come from the host.
        if (statusCode >= 200 && statusCode < 300 && head.length === 0) return resolve(socket)
        socket.destroy()
        reject(new Error(`Not fetched: the proxy of outbound.proxy answered ${statusCode} to CONNECT`))
      })
      .on('error', reject)
      .once('close', () =>
        reject(new Error('Not fetched: the proxy of outbound.proxy closed the connection')),
      )
      .end()
  })
}

/**
 * TLS with the host itself. An IP address is not sent as SNI (RFC 6066 §3); the certificate has to name it.
 */
function protect(socket: Socket, url: URL): Socket {
  const host = bareHost(url)
  return connectTls({ socket, host, servername: isIP(host) ? '' : host, rejectUnauthorized: true })
}

/** RFC 7617 §2. */
function toAuthorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }
}
