import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { decodeJwt } from 'jose'
import type { Configuration } from '../../../latchkey/src/index.ts'
import type { StatedClient } from '../../../latchkey/src/protocol/clients/client.ts'
import { forwardRequest, sendBack } from '../../../latchkey/test/fixtures/forward-request.ts'
import { close, listen, openLiveServer } from '../../../latchkey/test/fixtures/loopback-server.ts'

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
  const listener = createServer(async (req, res) => {
    const sent = await text(req)
    if (isAway) return void res.destroy()
    const isTokenRequest = req.method === 'POST'
    if (isTokenRequest) {
      asked.push(new URLSearchParams(sent))
      authorizations.push(req.headers.authorization)
    }
    const answer = await forwardRequest(req, sent, Number(live.issuer.port))
    if (isTokenRequest && toLose > 0) {
      toLose -= 1
      return void res.destroy()
    }
    if (!isTokenRequest || answer.message.statusCode !== 200) return sendBack(answer, res)
    const said = JSON.parse(answer.body)
    given.push(said.access_token)
    sendBack(answer, res, JSON.stringify(change(said)))
  })
  const url = await listen(listener)
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
      await close(listener)
      await live.close()
    },
  }
}
