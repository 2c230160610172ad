import { EventEmitter } from 'node:events'
import codegenie from '@codegenie/serverless-express'
import vendia from '@vendia/serverless-express'
import fastify from 'fastify'
import { createRequest, createResponse } from 'node-mocks-http'
import serverlessHttp from 'serverless-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NodeHandler, toNodeHandler } from '../../src/adapters/node.ts'
import type { AuthorizationServer } from '../../src/authorization-server.ts'
import { createAuthorizationServer } from '../../src/create-authorization-server.ts'

/*
 * Requests and responses that no HTTP parser has made: those of serverless platforms and of test tools. They
 * imitate node's, some without `rawHeaders`, a socket, a stream, or what `writeHead` returns.
 */

const secret = 'a-secret-that-only-this-test-knows-0123456789'
const basic = `Basic ${Buffer.from(`job:${secret}`).toString('base64')}`
const FORM = 'application/x-www-form-urlencoded'

interface Sending {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly cookies: string
  readonly text: string
}

type Platform = (handler: NodeHandler, sending: Sending) => Promise<Answer>

// The events that AWS Lambda gets from API Gateway (REST, then HTTP) and from a load balancer.
const rest = ({ method, path, headers = {}, body }: Sending) => ({
  httpMethod: method,
  path,
  resource: path,
  headers: { Host: 'issuer.example', ...headers },
  multiValueHeaders: Object.fromEntries(
    Object.entries({ Host: 'issuer.example', ...headers }).map(([name, value]) => [name, [value]]),
  ),
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  requestContext: { httpMethod: method, path, stage: 'prod', identity: { sourceIp: '203.0.113.9' } },
  body: body ?? null,
  isBase64Encoded: false,
})
const http = ({ method, path, headers = {}, body }: Sending) => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: path,
  rawQueryString: '',
  headers: { host: 'issuer.example', ...headers },
  requestContext: {
    stage: '$default',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.9' },
  },
  ...(body !== undefined && { body: Buffer.from(body).toString('base64') }),
  isBase64Encoded: body !== undefined,
})
const balancer = ({ method, path, headers = {}, body = '' }: Sending) => ({
  requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing' } },
  httpMethod: method,
  path,
  queryStringParameters: {},
  headers: { host: 'issuer.example', 'x-forwarded-for': '203.0.113.9', ...headers },
  body,
  isBase64Encoded: false,
})

interface LambdaAnswer {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, unknown>>
  readonly multiValueHeaders?: Readonly<Record<string, unknown>>
  readonly cookies?: readonly string[]
  readonly body: string
  readonly isBase64Encoded?: boolean
}

function fromLambda(answer: LambdaAnswer): Answer {
  const headers = { ...answer.headers, ...answer.multiValueHeaders }
  const text = answer.isBase64Encoded ? Buffer.from(answer.body, 'base64').toString() : answer.body
  const cookies = [headers['set-cookie'] ?? [], answer.cookies ?? []].flat().join()
  return { status: answer.statusCode, headers, cookies, text }
}

type Lambda = (handler: NodeHandler) => (event: never, context: never, callback: never) => unknown

/** Their types do not know that the module is the function. */
type Configure = (options: { readonly app: NodeHandler }) => ReturnType<Lambda>

const lambdas: Readonly<Record<string, Lambda>> = {
  'serverless-http': (handler) => serverlessHttp(handler) as never,
  '@codegenie/serverless-express': (handler) => (codegenie as unknown as Configure)({ app: handler }),
  '@vendia/serverless-express': (handler) => (vendia as unknown as Configure)({ app: handler }),
}
const events = { 'API Gateway, REST': rest, 'API Gateway, HTTP': http, 'a load balancer': balancer }

const lambdaPlatforms = Object.entries(lambdas).flatMap(([name, lambda]) =>
  Object.entries(events).map(([source, toEvent]): [string, Platform] => [
    `${name} behind ${source}`,
    async (handler, sending) =>
      fromLambda(
        (await lambda(handler)(toEvent(sending) as never, {} as never, undefined as never)) as LambdaAnswer,
      ),
  ]),
)

const inject: Platform = async (handler, { method, path, headers = {}, body }) => {
  const app = fastify()
  app.addHook('onRequest', (request, reply, done) => handler(request.raw, reply.raw, done))
  const answer = await app.inject({
    method: method as 'GET',
    url: path,
    headers,
    ...(body !== undefined && { payload: body }),
  })
  const cookies = String(answer.headers['set-cookie'] ?? '')
  return { status: answer.statusCode, headers: answer.headers, cookies, text: answer.body }
}

const mocks: Platform = async (handler, { method, path, headers = {}, body }) => {
  const req = createRequest({
    method: method as 'GET',
    url: path,
    headers,
    ...(body !== undefined && { body: Object.fromEntries(new URLSearchParams(body)) }),
  })
  const res = createResponse({ req, eventEmitter: EventEmitter })
  const ended = new Promise((resolve) => res.once('end', resolve))
  handler(req, res as never)
  await ended
  const sent = res._getHeaders()
  return {
    status: res.statusCode,
    headers: sent,
    cookies: String(sent['set-cookie'] ?? ''),
    text: res._getData(),
  }
}

const platforms: readonly [string, Platform][] = [
  ...lambdaPlatforms,
  ['Fastify’s inject (light-my-request)', inject],
  ['node-mocks-http', mocks],
]

let server: AuthorizationServer
let handler: NodeHandler
beforeAll(async () => {
  server = await createAuthorizationServer({
    issuer: 'https://issuer.example/auth',
    storage: 'memory:',
    logger: false,
    accounts: { signUp: 'open' },
    resources: [{ uri: 'https://books.example/', scopes: { 'books:read': 'See your books' } }],
    clients: [
      { clientId: 'job', clientSecret: secret, grantTypes: ['client_credentials'], scopes: ['books:read'] },
    ],
  })
  handler = toNodeHandler(server)
})
afterAll(() => server.close())

describe.each(platforms)('with %s', (_name, ask) => {
  const token = (authorization: string) =>
    ask(handler, {
      method: 'POST',
      path: '/auth/token',
      headers: { 'content-type': FORM, authorization },
      body: 'grant_type=client_credentials',
    })

  it('a client gets its token: its headers and its form arrive', async () => {
    const { status, headers, text } = await token(basic)
    expect({ status, type: JSON.parse(text).token_type }).toEqual({ status: 200, type: 'Bearer' })
    expect(String(headers['cache-control'])).toBe('no-store')
    expect(Object.keys(headers).filter((name) => /^\d+$/.test(name))).toEqual([])
  })

  it('two credentials in one Authorization are refused (RFC 9110 §11.6.2)', async () => {
    expect((await token(`${basic}, ${basic}`)).status).toBe(401)
  })

  it('a person gets the page in their language, with its cookie, whole', async () => {
    const headers = { 'accept-language': 'de' }
    const { status, text, cookies } = await ask(handler, { method: 'GET', path: '/auth/sign-up', headers })
    expect(status).toBe(200)
    expect(text).toMatch(/<html lang="de"[\s\S]*<\/html>/)
    expect(cookies).toContain('latchkey-')
  })

  it('two hosts are refused, as one cannot know which is meant (RFC 9112 §3.2)', async () => {
    const headers = { host: 'a.example,b.example', Host: 'a.example,b.example' }
    expect((await ask(handler, { method: 'GET', path: '/auth/jwks', headers })).status).toBe(400)
  })

  it('an unknown path is 404, and a wrong method 405', async () => {
    expect((await ask(handler, { method: 'GET', path: '/auth/nowhere' })).status).toBe(404)
    expect((await ask(handler, { method: 'TRACE', path: '/auth/sign-in' })).status).toBe(405)
  })
})

it('a header with characters that are no bytes does not fail the request (a platform decoded UTF-8)', async () => {
  const headers = { 'x-city': 'Łódź', 'accept-language': 'de' }
  const sending = { method: 'GET', path: '/auth/sign-in', headers }
  const answer = (await (lambdas['serverless-http'] as Lambda)(handler)(
    http(sending) as never,
    {} as never,
    undefined as never,
  )) as LambdaAnswer
  expect(answer.statusCode).toBe(200)
})
