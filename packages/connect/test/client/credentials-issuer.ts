import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { decodeJwt } from 'jose'
import type { Configuration } from '../../../latchkey/src/index.ts'
import type { StatedClient } from '../../../latchkey/src/protocol/clients/client.ts'
import { close, listen, openLiveServer } from '../../../latchkey/test/interop/live-server.ts'
import { readAll } from './proxy-stage.ts'

/** The real server, behind something that counts token requests and can lose their answers. */
export interface CredentialsIssuer {
  readonly url: string
  /** The forms that were posted. */
  readonly asked: readonly URLSearchParams[]
  readonly authorizations: readonly (string | undefined)[]
  /** The next answers are lost after the server has given them. */
  loseAnswers(count: number): void
  /** Changes what the token endpoint answers. */
  change(change: (body: Record<string, unknown>) => Record<string, unknown>): void
  /** The access tokens that it gave. */
  readonly given: readonly string[]
  /** While it is away, connections are cut. */
  setAway(isAway: boolean): void
  /** The claims of an access token that is a JWT. */
  claims(accessToken: string): Readonly<Record<string, unknown>>
  close(): Promise<void>
}

export async function openCredentialsIssuer(
  clients: readonly StatedClient[] = [],
  changes: Partial<Configuration> = {},
): Promise<CredentialsIssuer> {
  const asked: URLSearchParams[] = []
  const authorizations: (string | undefined)[] = []
  const given: string[] = []
  let [toLose, isAway] = [0, false]
  let change = (body: Record<string, unknown>) => body
  const front = createServer(async (req, res) => {
    const body = await readAll(req)
    if (isAway) return void res.destroy()
    const isTokenRequest = req.method === 'POST'
    if (isTokenRequest) {
      asked.push(new URLSearchParams(String(body)))
      authorizations.push(req.headers.authorization)
    }
    const answer = await forward(live.issuer.origin, req, body)
    if (isTokenRequest && toLose > 0) {
      toLose -= 1
      return void res.destroy()
    }
    const text = await answer.text()
    if (!isTokenRequest || !answer.ok) return hand(answer, text, res)
    const said = JSON.parse(text)
    given.push(said.access_token)
    hand(answer, JSON.stringify(change(said)), res)
  })
  const url = await listen(front)
  const live = await openLiveServer(clients, { issuer: url, ...changes })
  return {
    url,
    asked,
    authorizations,
    loseAnswers: (count) => {
      toLose = count
    },
    given,
    change: (next) => {
      change = next
    },
    setAway: (away) => {
      isAway = away
    },
    claims: (accessToken) => decodeJwt(accessToken),
    async close() {
      await close(front)
      await live.close()
    },
  }
}

function forward(origin: string, req: IncomingMessage, body: Buffer): Promise<Response> {
  const headers = new Headers()
  for (const name of ['authorization', 'content-type', 'accept']) {
    const value = req.headers[name]
    if (typeof value === 'string') headers.set(name, value)
  }
  const hasBody = body.byteLength > 0
  return fetch(origin + req.url, {
    method: req.method ?? 'GET',
    headers,
    ...(hasBody && { body: new Uint8Array(body) }),
  })
}

function hand(answer: Response, text: string, res: ServerResponse): void {
  const { 'content-length': _, ...headers } = Object.fromEntries(answer.headers)
  res.writeHead(answer.status, headers).end(text)
}
