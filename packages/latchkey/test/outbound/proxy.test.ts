import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { answering, listening, listeningSecurely, outbound, silentPort } from './outbound-world.ts'
import { startProxy } from './test-proxy.ts'

/** A proxy is there so that nothing is looked up here. */
const resolve = async () => {
  throw new Error('looked up')
}

describe('with outbound.proxy', () => {
  it('https goes through a tunnel, and TLS is with the host itself', async () => {
    const port = await listeningSecurely((request, response) => {
      answering(JSON.stringify(request.headers))(request, response)
    })
    const proxy = await startProxy()
    // The certificate names localhost: the operator opens it, as this test has no other name.
    const room = outbound({ proxy: proxy.url, allow: [`https://localhost:${port}`], resolve })
    const headers = await room.fetchJson(`https://localhost:${port}/jwks`)
    expect(headers).toMatchObject({ host: `localhost:${port}`, 'accept-encoding': 'identity' })
    expect(proxy.seen).toMatchObject([{ method: 'CONNECT', target: `localhost:${port}` }])
    expect(proxy.seen[0]?.headers).toEqual({ host: `localhost:${port}`, connection: 'close' })
    const posted = await room.fetch(`https://localhost:${port}/token`, { method: 'POST', body: 'x' })
    expect(await posted.json()).toMatchObject({ 'content-length': '1' })
  })

  it('a certificate for another host is refused, whatever the proxy says', async () => {
    const port = await listeningSecurely(answering('1'))
    const proxy = await startProxy()
    const { fetchJson } = outbound({ proxy: proxy.url, allow: ['127.0.0.0/8'], resolve })
    await expect(fetchJson(`https://app.example:${port}/`)).rejects.toThrow(/app\.example.*altnames/)
    await expect(fetchJson(`https://127.0.0.1:${port}/`)).rejects.toThrow(/127\.0\.0\.1.*cert's list/)
    expect(proxy.seen.map(({ target }) => target)).toEqual([`app.example:${port}`, `127.0.0.1:${port}`])
  })

  it('http goes in absolute form, from an origin that is named', async () => {
    const port = await listening((request, response) => {
      answering(JSON.stringify([request.method, request.headers.host]))(request, response)
    })
    const proxy = await startProxy()
    const origin = `http://intra.example:${port}`
    const { fetch } = outbound({ proxy: proxy.url, allow: [origin], resolve })
    const response = await fetch(`${origin}/a?b=c#d`, { method: 'PUT', body: 'x' })
    expect(await response.json()).toEqual(['PUT', `intra.example:${port}`])
    expect(proxy.seen).toMatchObject([{ method: 'PUT', target: `${origin}/a?b=c` }])
    await expect(fetch('http://other.example/')).rejects.toThrow(/only https is/)
  })

  it.each([
    ['https://127.0.0.1/', 'this machine'],
    ['https://0x7f.1/', 'this machine in hexadecimal'],
    ['https://[::1]/', 'this machine'],
    ['https://10.0.0.1/', 'a private address'],
    ['https://169.254.169.254/', 'the metadata of a cloud'],
    ['https://100.64.0.1/', 'carrier-grade NAT'],
    ['https://[::ffff:10.0.0.1]/', 'an IPv4-mapped address'],
    ['https://[64:ff9b::a00:1]/', 'NAT64 around a private address'],
    ['https://localhost/', 'the machine of the proxy (RFC 6761 §6.3)'],
    ['https://LOCALHOST./', 'the machine of the proxy'],
    ['https://a.localhost/', 'the machine of the proxy'],
    ['https://metadata.google.internal/', 'the metadata of a cloud'],
    ['https://printer.local/', 'a name of the local network (RFC 6762 §3)'],
    ['https://router.home.arpa/', 'a name of the home network (RFC 8375 §4)'],
    ['https://intranet/', 'a name without a dot'],
    ['https://localhost.localdomain/', 'the machine of the proxy'],
    ['https://localhost4.localdomain4/', 'the machine of the proxy'],
    ['https://nas.lan/', 'a name of the local network (RFC 6762 appendix G)'],
    ['https://wiki.intranet/', 'a name of a private network (RFC 6762 appendix G)'],
    ['https://wiki.private/', 'a name of a private network (RFC 6762 appendix G)'],
    ['https://wiki.corp./', 'a name of a private network (RFC 6762 appendix G)'],
    ['https://nas.home/', 'a name of a private network (RFC 6762 appendix G)'],
    ['https://smtp.mail/', 'a name of a private network (ICANN)'],
    ['https://app.test/', 'a name for tests (RFC 6761 §6.2)'],
    ['https://kubernetes.default.svc/', 'a service of a cluster'],
    ['https://vault.service.consul/', 'a service of a cluster'],
  ])('never asks the proxy for %s: %s (C-67, C-68)', async (url) => {
    const proxy = await startProxy()
    const { fetchJson } = outbound({ proxy: proxy.url, resolve })
    await expect(fetchJson(url)).rejects.toThrow('outbound.allow does not name it')
    expect(proxy.seen).toEqual([])
  })

  it('in development asks it for this machine, and for nothing else that is http', async () => {
    const port = await listening(answering('1'))
    const proxy = await startProxy()
    const { fetchJson } = outbound({ proxy: proxy.url, development: true, resolve })
    expect(await fetchJson(`http://localhost:${port}/`)).toBe(1)
    expect(await fetchJson(`http://127.0.0.1:${port}/`)).toBe(1)
    for (const url of ['http://app.example/', 'http://8.8.8.8/', 'https://192.168.0.5/', 'https://intranet/'])
      await expect(fetchJson(url), url).rejects.toThrow('outbound.allow does not name it')
    expect(proxy.seen).toHaveLength(2)
  })

  it('its user and password are for it alone', async () => {
    const seen: string[] = []
    const port = await listeningSecurely((request, response) => {
      seen.push(...request.rawHeaders)
      answering('1')(request, response)
    })
    const proxy = await startProxy()
    const url = proxy.url.replace('//', '//latchkey:p%40ss%3Aword@')
    const { fetchJson } = outbound({ proxy: url, allow: [`https://localhost:${port}`], resolve })
    expect(await fetchJson(`https://localhost:${port}/`)).toBe(1)
    const expected = `Basic ${Buffer.from('latchkey:p@ss:word').toString('base64')}`
    expect(proxy.seen[0]?.headers['proxy-authorization']).toBe(expected)
    expect(seen.join()).not.toMatch(/proxy/i)
  })

  it.each([
    [
      'it refuses',
      'HTTP/1.1 407 Proxy Authentication Required\r\nConnection: close\r\n\r\n',
      /answered 407 to/,
    ],
    ['it speaks for the host', 'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK', /answered 200 to CONNECT/],
    ['it says nothing', '', /within 100 milliseconds/],
    ['it stands still in the tunnel', 'HTTP/1.1 200 OK\r\n\r\n', /within 100 milliseconds/],
    ['it talks without end', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, /overflow/i],
  ])('fails when %s, and tells nobody its password', async (_what, answer, message) => {
    const proxy = await startProxy(answer)
    const url = proxy.url.replace('//', '//latchkey:hunter2@')
    const limits = String(message).includes('within') ? { requestMilliseconds: 100 } : {}
    const { fetchJson } = outbound({ proxy: url, limits, resolve })
    const error = await fetchJson('https://app.example/').catch((cause: Error) => cause)
    expect(error).toMatchObject({ message: expect.stringMatching(message) })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/hunter2|bGF0Y2hrZXk6/)
  })

  it('fails when nobody listens there', async () => {
    const { fetchJson } = outbound({
      proxy: `http://latchkey:hunter2@127.0.0.1:${await silentPort()}`,
      resolve,
    })
    const error = await fetchJson('https://app.example/').catch((cause: Error) => cause)
    expect(String(error)).toMatch(/ECONNREFUSED/)
    expect(String(error)).not.toContain('hunter2')
  })

  it('a redirect is not followed, and an answer not read without end (C-71)', async () => {
    const port = await listening((_request, response) => {
      response.writeHead(302, { location: 'https://10.0.0.1/' }).end()
    })
    const endless = await listening(answering('x'.repeat(300_000)))
    const proxy = await startProxy()
    const allow = [`http://a.example:${port}`, `http://a.example:${endless}`]
    const { fetch } = outbound({ proxy: proxy.url, allow, resolve })
    expect((await fetch(`http://a.example:${port}/`)).status).toBe(302)
    await expect(fetch(`http://a.example:${endless}/`)).rejects.toThrow('more than 262144 bytes')
    expect(proxy.seen).toHaveLength(2)
  })
})
