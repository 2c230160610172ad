import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { close, listen } from '../../../latchkey/test/fixtures/loopback-server.ts'

export const audience = 'https://api.example.test/books'
/** What the API proves itself with. */
export const credentials = {
  clientId: 'books',
  clientSecret: 'books-secret-of-more-than-thirty-two-characters',
}

type Answer = (req: IncomingMessage, res: ServerResponse) => unknown

/** An issuer that is not ours, by hand: it counts what it is asked, and does what a test tells it to. */
export interface ForeignIssuer {
  readonly url: string
  /** How often a path was asked for. */
  count(path: '/jwks' | '/introspect' | '/.well-known/openid-configuration'): number
  /** Adds a key; tokens are signed with the latest. */
  addKey(kid?: string, algorithm?: string): Promise<void>
  /** The published key set; may be changed. */
  readonly keys: JWK[]
  sign(
    claims?: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ): Promise<string>
  /** What introspection answers, by token. */
  readonly answers: Map<string, Readonly<Record<string, unknown>>>
  /** Takes the place of what a path would answer. */
  readonly overrides: Map<string, Answer>
  /** The forms that introspection was sent. */
  readonly asked: URLSearchParams[]
  close(): Promise<void>
}

export async function openForeignIssuer(): Promise<ForeignIssuer> {
  const counts = new Map<string, number>()
  const keys: JWK[] = []
  const answers: ForeignIssuer['answers'] = new Map()
  const overrides: ForeignIssuer['overrides'] = new Map()
  const asked: URLSearchParams[] = []
  let latest: { readonly key: CryptoKey; readonly kid: string | undefined; readonly alg: string } | undefined

  const routes: Readonly<Record<string, Answer>> = {
    '/.well-known/openid-configuration': (_, res) =>
      sendJson(res, { issuer: url, jwks_uri: `${url}/jwks`, introspection_endpoint: `${url}/introspect` }),
    '/jwks': (_, res) => sendJson(res, { keys }),
    '/introspect': async (req, res) => {
      const form = new URLSearchParams(await readText(req))
      asked.push(form)
      if (!isAuthorized(req)) {
        return sendJson(res, { error: 'invalid_client' }, 401)
      }
      sendJson(res, answers.get(form.get('token') ?? '') ?? { active: false })
    },
  }
  const listener = createServer((req, res) => {
    const path = req.url ?? ''
    counts.set(path, (counts.get(path) ?? 0) + 1)
    void (overrides.get(path) ?? routes[path] ?? ((_, answer) => answer.writeHead(404).end()))(req, res)
  })
  const url = await listen(listener)

  async function addKey(kid: string | undefined = 'first', algorithm = 'ES256') {
    const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
    keys.push({ ...(await exportJWK(publicKey)), alg: algorithm, ...(kid !== '' && { kid }) })
    latest = { key: privateKey, kid: kid === '' ? undefined : kid, alg: algorithm }
  }
  await addKey()

  return {
    url,
    keys,
    answers,
    overrides,
    asked,
    addKey,
    count: (path) => counts.get(path) ?? 0,
    async sign(claims = {}, header = {}) {
      if (latest === undefined) throw new Error('No key')
      const now = Math.floor(Date.now() / 1000)
      const base = { iss: url, aud: audience, sub: 'ada-id', client_id: 'app', iat: now, exp: now + 600 }
      const { key, kid, alg } = latest
      return new SignJWT(without({ ...base, ...claims }))
        .setProtectedHeader({ alg, ...without({ typ: 'at+jwt', kid, ...header }) })
        .sign(key)
    },
    close: () => close(listener),
  }
}

function without(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

function sendJson(res: ServerResponse, body: unknown, status = 200): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function readText(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** Both parts are form-encoded before they are joined (RFC 6749 §2.3.1). */
function isAuthorized({ headers: { authorization = '' } }: IncomingMessage): boolean {
  const sent = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString()
  return decodeURIComponent(sent) === `${credentials.clientId}:${credentials.clientSecret}`
}
