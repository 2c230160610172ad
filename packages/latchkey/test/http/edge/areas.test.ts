import { describe, expect, onTestFinished, test } from 'vitest'
import type { Parts } from '../../../src/flows/parts.ts'
import { createClientEndpoints } from '../../../src/http/create-client-endpoints.ts'
import { createAreas } from '../../../src/http/edge/areas.ts'
import { createCallerReader } from '../../../src/http/edge/identify-request.ts'
import { silentLogger } from '../../../src/log/create-logger.ts'
import { type Areas, reservedAreas } from '../../../src/settings/areas.ts'
import { parse } from '../../config/problems-of.ts'
import { issuer, openWorld } from '../../fixtures/server-without-network.ts'

const names = ['account', 'developers', 'admin', 'api'] as const satisfies (keyof Areas)[]
const all = (open: boolean): Areas => ({ account: open, developers: open, admin: open, api: open })

async function openServer(areas: Partial<Areas>, at = issuer) {
  const { server } = await openWorld({ areas, issuer: at })
  onTestFinished(() => server.close())
  return server
}

describe('a path of an area', () => {
  test.each(names)('is ours at /%s and below while the area is open, and only then', async (name) => {
    const paths = [`/${name}`, `/${name}/`, `/${name}/apps/7`, `/${name}/a%2fb`, `/${name}//x`]
    const open = await openServer({ ...all(false), [name]: true })
    expect(paths.filter((path) => !open.handles(path))).toEqual([])
    const closed = await openServer({ ...all(true), [name]: false })
    expect(paths.filter(closed.handles)).toEqual([])
  })

  test.each(names)('is compared byte for byte: what only looks like /%s is not ours', async (name) => {
    const server = await openServer(all(true))
    const upper = name.toUpperCase()
    const others = [
      `/${name}s`,
      `/${name}-x`,
      `/${name}%2f`,
      `/${name}%2Fapps`,
      `/${name};v=1`,
      `/${name}\\apps`,
      `/${name}?x`,
      `/${upper}`,
      `/${upper}/apps`,
      `//${name}`,
      `//${name}/apps`,
      `/./${name}`,
      `/x/${name}`,
      `/x/../${name}`,
      `/%${name.charCodeAt(0).toString(16)}${name.slice(1)}`,
      ` /${name}`,
      name,
      '',
    ]
    expect(others.filter(server.handles)).toEqual([])
  })

  test('is not one that a URL parser would lead out of the area (RFC 3986 §5.2.4)', async () => {
    const server = await openServer(all(true))
    const led = ['/..', '/../books', '/%2e%2e/books', '/.%2E/books', '/./x', '/x/../../books', '/..\\books']
    expect(led.filter((rest) => server.handles(`/account${rest}`))).toEqual([])
  })

  test('is not one that cannot be decoded, which the adapter leaves to the host', async () => {
    const server = await openServer(all(true))
    const broken = ['/%', '/%zz', '/%ff', '/a%']
    expect(broken.filter((rest) => server.handles(`/account${rest}`))).toEqual([])
  })

  test('is under the path of the issuer, and nowhere else', async () => {
    const server = await openServer(all(true), `${issuer}/id`)
    expect(names.filter((name) => !server.handles(`/id/${name}/x`))).toEqual([])
    expect(names.filter((name) => server.handles(`/${name}`) || server.handles(`/id${name}`))).toEqual([])
  })

  test('is no other path: an issuer may be called like an area, and closed areas take no endpoint', async () => {
    const server = await openServer(all(false), `${issuer}/api`)
    const ours = ['/api/token', '/api/sign-in', '/.well-known/oauth-authorization-server/api']
    expect(ours.filter((path) => !server.handles(path))).toEqual([])
    expect((await server.fetch(new Request(`${issuer}/api/jwks`))).status).toBe(200)
    expect(['/api', '/api/api', '/api/account'].filter(server.handles)).toEqual([])
  })
})

describe('a closed area', () => {
  const bare = async (answer: Response) => {
    const id = answer.headers.get('x-request-id') ?? 'none'
    const headers = [...answer.headers].filter(([name]) => name !== 'x-request-id')
    return { status: answer.status, headers, body: (await answer.text()).replaceAll(id, 'ID') }
  }

  test.each(names)('%s answers as an unknown path does, byte for byte', async (name) => {
    const server = await openServer({ ...all(true), [name]: false })
    const ask = async (path: string, init: RequestInit) =>
      bare(await server.fetch(new Request(issuer + path, init)))
    for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS', 'DELETE'])
      for (const rest of ['', '/', '/apps', '?lang=de'])
        for (const language of ['en', 'ar']) {
          const init = { method, headers: { 'accept-language': language } }
          const unknown = await ask(`/nowhere${rest}`, init)
          expect(unknown.status).toBe(404)
          expect(await ask(`/${name}${rest}`, init)).toEqual(unknown)
        }
  })

  test('has no route for clients, and leaves the others theirs', () => {
    const { settings } = parse({ issuer, areas: { api: false, admin: true } })
    const routes = ['/api', '/api/v1/clients', '/apis', '/admin/export', '/token'].map((path) => ({
      path,
      methods: ['GET' as const],
      endpoint: async () => ({ status: 200, headers: {}, body: '' }),
      cors: false,
    }))
    const parts = { settings } as Parts
    const readCaller = createCallerReader(settings, silentLogger)
    const around = { areas: createAreas(settings), parts, logger: silentLogger, readCaller }
    const { byPath } = createClientEndpoints(routes, around)
    expect([...byPath.keys()]).toEqual(['/apis', '/admin/export', '/token'])
  })

  test('has no route for people, however its pattern is written', () => {
    const areas = createAreas(parse({ issuer, areas: all(false) }).settings)
    const patterns = ['/admin/:id{[0-9]+}', '/account/*', '/developers/:app?', '/api/v1/../x']
    expect(patterns.filter(areas.isOutsideClosedAreas)).toEqual([])
  })
})

test('an unknown path of an open area is answered with our own 404, also one without any page yet', async () => {
  const server = await openServer(all(true))
  for (const name of names) {
    const answer = await server.fetch(new Request(`${issuer}/${name}/nowhere`))
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  }
})

test('an open area without pages yet is only reserved; `latchkey doctor` and the options say which', async () => {
  const server = await openServer(all(true))
  const answers = await Promise.all(names.map((name) => server.fetch(new Request(`${issuer}/${name}`))))
  const empty = names.filter((_, index) => answers[index]?.status === 404)
  expect(reservedAreas).toEqual(empty)
})
