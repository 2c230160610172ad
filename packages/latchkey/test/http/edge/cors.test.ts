import { describe, expect, test } from 'vitest'
import { basic, issuer, openWorld, post } from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'
import { pagePaths } from '../front-channel.ts'

const world = useWorld()

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const send = (path: string, init: RequestInit = {}) =>
  world.server.fetch(new Request(issuer + path, { redirect: 'manual', ...init }))
const corsOf = (answer: Response) =>
  Object.fromEntries([...answer.headers].filter(([name]) => name.startsWith('access-control')))

/** What a preflight for these headers is answered. */
async function headersAllowed(names: string | undefined, path = '/token') {
  const answer = await send(path, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://spa.example.test',
      'access-control-request-method': 'POST',
      ...(names !== undefined && { 'access-control-request-headers': names }),
    },
  })
  expect(answer.status).toBe(204)
  expect(corsOf(answer)['access-control-allow-origin']).toBe('*')
  return corsOf(answer)['access-control-allow-headers']
}

describe('scripts of other origins (OAuth 2.1 §3.1, §3.2; RFC 10017)', () => {
  test.each(pagePaths)('%s is closed to them', async (path) => {
    for (const origin of ['https://evil.test', 'https://spa.example.test', 'null'])
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const headers = { ...FORM, origin, 'access-control-request-method': 'POST' }
        const answer = await send(path, { method, headers })
        expect(corsOf(answer)).toEqual({})
      }
  })

  test.each(['/token', '/userinfo', '/revoke', '/jwks', '/.well-known/openid-configuration'])(
    '%s is open to them, without credentials',
    async (path) => {
      const headers = {
        origin: 'https://spa.example.test',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      }
      const preflight = await send(path, { method: 'OPTIONS', headers })
      expect(preflight.status).toBe(204)
      expect(corsOf(preflight)).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-headers': 'authorization,content-type',
      })
      const answer = await send(path, {
        method: path === '/jwks' ? 'GET' : 'POST',
        headers: { origin: headers.origin },
      })
      expect(corsOf(answer)['access-control-allow-origin']).toBe('*')
      expect(corsOf(answer)['access-control-expose-headers']).toContain('WWW-Authenticate')
      for (const each of [preflight, answer])
        expect(corsOf(each)).not.toHaveProperty('access-control-allow-credentials')
    },
  )

  test('errors are readable too, and introspection is for servers only', async () => {
    const headers = { origin: 'https://spa.example.test' }
    const failed = await post(world.server, '/token', {}, { ...headers, ...basic('app', 'wrong') })
    expect([failed.status, corsOf(failed)['access-control-allow-origin']]).toEqual([401, '*'])
    expect(corsOf(await post(world.server, '/introspect', { token: 'x' }, headers))).toEqual({})
  })

  test.each([
    ['tracing', 'traceparent,tracestate,baggage,sentry-trace,x-datadog-trace-id'],
    ['the Model Context Protocol', 'authorization,mcp-protocol-version'],
    ['proofs of possession', 'content-type,dpop'],
  ])('may send what a preflight asks for: %s (Fetch §4.8)', async (_, names) => {
    expect(await headersAllowed(names)).toBe(names)
  })

  test.each([
    ['nothing', undefined],
    ['what is no list of names', 'content-type;q=1,x y'],
    ['a list without an end', `${'x-a,'.repeat(256)}x-a`],
  ])('are told the usual headers after a preflight that asks for %s', async (_, names) => {
    expect(await headersAllowed(names)).toBe('Authorization, Content-Type')
  })

  test.each([
    ['404', '/oauth/token', {}],
    ['404', '/.well-known/oauth-protected-resource', {}],
    ['405', '/token', { method: 'PUT' }],
    ['413', '/token', { method: 'POST', body: 'x'.repeat(200_000), headers: FORM }],
    ['400', '/revoke', { method: 'POST', body: 'token=', headers: FORM }],
    ['401', '/userinfo', {}],
  ])('read %s of %s as it is', async (status, path, { headers, ...init }: RequestInit) => {
    const answer = await send(path, { ...init, headers: { ...headers, origin: 'https://spa.example.test' } })
    expect(String(answer.status)).toBe(status)
    expect(corsOf(answer)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'WWW-Authenticate, Retry-After, Allow, X-Request-Id',
    })
    expect(corsOf(answer)).not.toHaveProperty('access-control-allow-credentials')
  })

  test('get a 404 for an unknown path after any preflight, and not a riddle about CORS', async () => {
    expect(await headersAllowed('authorization', '/oauth/token')).toBe('authorization')
    const plain = await send('/oauth/token', { method: 'OPTIONS' })
    expect(plain.status).toBe(404)
  })

  test('are read to from an unknown path by the same rule as from any other', async () => {
    const strict = await openWorld({ corsOrigins: ['https://spa.example.test'] })
    for (const [origin, expected] of [
      ['https://spa.example.test', 'https://spa.example.test'],
      ['https://evil.test', null],
    ] as const) {
      const answer = await strict.server.fetch(new Request(`${issuer}/unknown`, { headers: { origin } }))
      expect(answer.headers.get('access-control-allow-origin')).toBe(expected)
      expect(answer.headers.get('vary')).toContain('Origin')
    }
    await strict.server.close()
  })

  test('with named origins, these alone are let in, and null never (CVE-2026-37977)', async () => {
    const strict = await openWorld({ corsOrigins: ['https://spa.example.test'] })
    const allowed = async (origin: string) => {
      const answer = await strict.server.fetch(new Request(`${issuer}/jwks`, { headers: { origin } }))
      expect(answer.headers.get('vary')?.toLowerCase()).toContain('origin')
      return answer.headers.get('access-control-allow-origin')
    }
    expect(await allowed('https://spa.example.test')).toBe('https://spa.example.test')
    for (const origin of [
      'https://evil.test',
      'null',
      'https://spa.example.test.evil.test',
      'http://spa.example.test',
    ])
      expect(await allowed(origin)).toBeNull()
    await strict.server.close()
  })
})
