import type { IncomingMessage } from 'node:http'
import express, { type RequestHandler } from 'express'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toNodeHandler } from '../../src/adapters/node.ts'
import type { AuthorizationServer } from '../../src/authorization-server.ts'
import { createAuthorizationServer } from '../../src/create-authorization-server.ts'
import { type Echo, echoServer } from './echo.ts'
import { listen } from './hosts.ts'
import { send, sendForm } from './send.ts'

/** What reaches the server of a form that a parser of the host's has read before. */
async function seenAfter(parser: RequestHandler, form: string): Promise<string> {
  const host = await listen(express().use(parser, toNodeHandler(echoServer())))
  const { text } = await sendForm(host.port, '/auth/token', form)
  await host.close()
  return (JSON.parse(text) as Echo).body
}

/** A host that reads the form and leaves `body` on the request, as some parser would. */
function leaving(body: unknown): RequestHandler {
  return (req, _res, next) => {
    req.resume().once('end', () => {
      Object.assign(req, { body })
      next()
    })
  }
}

const decoded = (text: string) => [...new URLSearchParams(text)].map(([name, value]) => `${name}=${value}`)

describe('a form that an extended parser has read has the parameters that were sent (RFC 6749 appendix B)', () => {
  const extended = express.urlencoded({ extended: true })

  it.each([
    ['a parameter', 'client_id=x', ['client_id=x']],
    ['a parameter that came twice', 'scope=a&scope=b', ['scope=a', 'scope=b']],
    ['a name with brackets, which is another name', 'client_id[]=x', ['client_id[]=x']],
    ['a name with an index', 'client_id[0]=x', ['client_id[]=x']],
    ['a name with a key', 'scope[a]=b&grant_type=c', ['scope[a]=b', 'grant_type=c']],
    ['names with several keys', 'a[b][c]=1&a[b][d]=2', ['a[b][c]=1', 'a[b][d]=2']],
    ['a parameter beside one with a key', 'scope=x&scope[a]=b', ['scope=x', 'scope[1][a]=b']],
    ['a parameter without a value', 'scope', ['scope=']],
    ['nothing', '', []],
  ])('%s', async (_name, form, seen) => {
    expect(decoded(await seenAfter(extended, form))).toEqual(seen)
  })

  it('and none under a name without brackets that had none', async () => {
    const name = fc.constantFrom('a', 'a[]', 'a[0]', 'a[1]', 'a[b]', 'a[b][]', 'a[b][c]', 'b[]')
    const property = fc.asyncProperty(
      fc.array(fc.tuple(name, fc.constantFrom('1', '2')), { maxLength: 1 }),
      async (pairs) => {
        const sent = new URLSearchParams(pairs)
        const seen = new URLSearchParams(await seenAfter(extended, sent.toString()))
        for (const plain of ['a', 'b']) expect(seen.getAll(plain)).toEqual(sent.getAll(plain))
      },
    )
    await fc.assert(property, { numRuns: 20 })
  })
})

describe('whatever a host has made of the form, the server sees it', () => {
  const whole = 'client_id=x&scope=a%20b'
  it.each<[string, RequestHandler]>([
    ['express.urlencoded, simple', express.urlencoded({ extended: false })],
    ['express.urlencoded, extended', express.urlencoded({ extended: true })],
    ['express.raw: bytes', express.raw({ type: () => true })],
    ['express.text: text', express.text({ type: () => true })],
    ['express.json, which is not for forms', express.json()],
    ['multipart parsers, which are not either', (_req, _res, next) => next()],
    [
      'an object without a prototype (fast-querystring of Fastify)',
      leaving(Object.assign(Object.create(null), { client_id: 'x', scope: 'a b' })),
    ],
    ['URLSearchParams', leaving(new URLSearchParams(whole))],
    [
      'bytes in rawBody, and an object that lacks some',
      (req, res, next) => {
        Object.assign(req, { rawBody: Buffer.from(whole) })
        leaving({ client_id: 'x' })(req, res, next)
      },
    ],
    [
      'values that are no strings',
      leaving({ client_id: 'x', scope: 'a b', nothing: null, missing: undefined }),
    ],
  ])('%s', async (_name, parser) => {
    expect(decoded(await seenAfter(parser, whole))).toEqual(['client_id=x', 'scope=a b'])
  })
})

describe('at the real server', () => {
  const logged: { level: string; fields: Record<string, unknown>; message: string | undefined }[] = []
  let server: AuthorizationServer
  beforeAll(async () => {
    const at = (level: string) => (fields: object, message?: string) =>
      void logged.push({ level, fields: { ...fields }, message })
    server = await createAuthorizationServer({
      issuer: 'https://issuer.example/auth',
      storage: 'memory:',
      logger: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
      clients: [{ clientId: 'x', redirectUris: ['https://app.example/cb'] }],
    })
  })
  afterAll(() => server.close())

  it('client_id[]=x behind an extended parser is no client_id, as without one', async () => {
    const form = 'grant_type=authorization_code&client_id[]=x'
    const answers = []
    for (const parser of [express.urlencoded({ extended: true }), express.json()]) {
      const host = await listen(express().use(parser, toNodeHandler(server)))
      const { status, text } = await sendForm(host.port, '/auth/token', form)
      answers.push({ status, body: JSON.parse(text) })
      await host.close()
    }
    expect(answers[0]).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    expect(answers[0]).toEqual(answers[1])
  })

  it.each(['/auth/token', '/auth/sign-in'])(
    'a body that was read and not kept is a fault of the host: 500 at %s, and the log says what to change',
    async (path) => {
      logged.length = 0
      const host = await listen(express().use(leaving(undefined), toNodeHandler(server)))
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'https://issuer.example',
      }
      const answer = await send({ port: host.port, path, method: 'POST', headers, body: 'a=1' })
      await host.close()
      expect(answer.status).toBe(500)
      expect(answer.text).not.toContain('rawBody')
      const faults = logged.filter(({ level }) => level === 'error').map(({ fields }) => String(fields.err))
      expect(faults).toEqual([
        expect.stringMatching(/neither req\.body nor req\.rawBody: put Latchkey before the body parser/),
      ])
    },
  )

  it('a parser that fills the body of an empty request changes nothing (Express 4)', async () => {
    const handler = toNodeHandler(server)
    const host = await listen((req, res) => handler(Object.assign(req as IncomingMessage, { body: {} }), res))
    const { text } = await sendForm(host.port, '/auth/token', 'grant_type=unheard_of&client_id=x')
    await host.close()
    expect(JSON.parse(text).error).toBe('unsupported_grant_type')
  })
})
