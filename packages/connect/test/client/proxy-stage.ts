import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  request,
  type ServerResponse,
} from 'node:http'
import express from 'express'
import { onTestFinished } from 'vitest'
import { close, listen } from '../../../latchkey/test/fixtures/loopback-server.ts'
import type { ProxyOptions } from '../../src/client/proxy/create-proxy.ts'
import { proxyWithToken } from '../../src/client/proxy/express-proxy.ts'
import { attachSignInContext } from '../../src/client/sign-in/signed-in-request.ts'
import type { TokenSource } from '../../src/client/tokens/token-source.ts'

/** Tokens `token-1`, `token-2` and so on; a new one whenever one was refused. */
export interface CountingTokens extends TokenSource {
  readonly replaced: () => number
}

export function countingTokens(): CountingTokens {
  let current = 1
  return {
    accessToken: async () => `token-${current}`,
    replaceRejected: async (token) => {
      if (token === `token-${current}`) current += 1
      return `token-${current}`
    },
    replaced: () => current - 1,
  }
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly text: string
}

export interface Asking {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string | Buffer
}

/** What a page of the app sends along with `fetch`. */
export const ownPage = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }

export interface Stage {
  /** The app's origin, below whose `/api` the proxy is. */
  readonly origin: string
  readonly api: string
  /** What reached the API. */
  readonly seen: readonly IncomingMessage[]
  readonly warnings: readonly string[]
  /** A request of the app's own page, its path untouched. */
  ask(path: string, asking?: Asking): Promise<Answer>
}

interface StageOptions {
  readonly api: RequestListener
  /** What the target has behind the origin. */
  readonly basePath?: string
  readonly tokens?: TokenSource | undefined
  readonly options?: ProxyOptions
  readonly before?: express.RequestHandler
}

/**
 * An app with the proxy below `/api`, and an API behind it, both on free ports until the test has finished.
 */
export async function openStage({
  api,
  basePath = '',
  before,
  options,
  ...rest
}: StageOptions): Promise<Stage> {
  const tokens = 'tokens' in rest ? rest.tokens : countingTokens()
  const seen: IncomingMessage[] = []
  const upstream = createServer((req, res) => {
    seen.push(req)
    api(req, res)
  })
  const target = await listen(upstream)
  const app = express()
  const listener = createServer(app)
  const origin = await listen(listener)
  const warnings: string[] = []
  const logger = { warn: (_: object, message: string) => void warnings.push(message) }
  app.use((req, _res, next) => {
    signIn(req, origin, tokens)
    next()
  })
  if (before) app.use(before)
  app.use('/api', proxyWithToken(target + basePath, { logger, ...options }))
  app.use((error: Error, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
    res.status(500).send(error.message)
  })
  onTestFinished(async () => {
    await close(listener)
    await close(upstream)
  })
  return { origin, api: target, seen, warnings, ask: (path, asking) => askRaw(origin, path, asking) }
}

/** What the proxy reads of a sign-in; the whole of it is tested with the real `signIn`. */
function signIn(req: IncomingMessage, origin: string, tokens: TokenSource | undefined): void {
  const context = { site: { settings: { origin, paths: { login: '/login' } } }, found: tokens && { tokens } }
  attachSignInContext(req, context as unknown as Parameters<typeof attachSignInContext>[1])
}

function askRaw(origin: string, path: string, { method, headers, body }: Asking = {}): Promise<Answer> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        path,
        method: method ?? 'GET',
        headers: withoutEmpty({ ...ownPage, ...headers }) as IncomingHttpHeaders,
      },
      (res) => {
        const chunks: Buffer[] = []
        res.on('data', (chunk: Buffer) => chunks.push(chunk))
        res.on('error', reject)
        res.on('end', () => {
          const whole = Buffer.concat(chunks)
          resolve({ status: res.statusCode ?? 0, headers: res.headers, body: whole, text: String(whole) })
        })
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

export async function readAll(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** An API that accepts every token but those given, and echoes what it was sent. */
export function echo(refused: readonly string[] = []): RequestListener {
  return async (req: IncomingMessage, res: ServerResponse) => {
    const body = await readAll(req)
    const token = req.headers.authorization?.replace('Bearer ', '') ?? ''
    if (refused.includes(token)) {
      res.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end('{}')
      return
    }
    res.setHeader('content-type', 'application/json')
    res.end(JSON.stringify({ url: req.url, method: req.method, headers: req.headers, body: String(body) }))
  }
}

/** A header whose value is an empty list is not sent. */
function withoutEmpty(headers: NonNullable<Asking['headers']>): Record<string, string | string[]> {
  const sent = Object.entries(headers).filter(([, value]) => value.length > 0)
  return Object.fromEntries(
    sent.map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  )
}
