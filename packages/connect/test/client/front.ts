import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { close, listen } from '../../../latchkey/test/interop/live-server.ts'

/** What stands before an issuer: counts what it is asked, and can lose or forge what it answers. */
export interface Front {
  readonly origin: string
  /** The port of the issuer on this machine. */
  sendTo(port: number): void
  /** How often this path, or the refresh grant, was asked for. */
  count(what: string): number
  /** The next answers to refreshes are lost after the issuer has given them. */
  loseRefreshes(count: number): void
  /** While it is away nothing reaches the issuer, and connections are cut. */
  setAway(isAway: boolean): void
  /** Changes the JSON that a path answers; `undefined` lets it be again. */
  change(path: string, change: ((body: Json) => Json) | undefined): void
  /** Resolves when the issuer has answered the next refresh; its answer goes out when `release` is called. */
  holdRefresh(): { readonly arrived: Promise<void>; readonly release: () => void }
  close(): Promise<void>
}

type Json = Record<string, unknown>

interface Held {
  readonly arrive: () => void
  readonly released: Promise<void>
}

export async function openFront(): Promise<Front> {
  const counts = new Map<string, number>()
  const changes = new Map<string, (body: Json) => Json>()
  let [port, isAway, toLose] = [0, false, 0]
  let held: Held | undefined

  const server = createServer(async (req, res) => {
    const sent = await text(req)
    const path = new URL(req.url ?? '/', 'http://front').pathname
    const isRefresh = sent.includes('grant_type=refresh_token')
    for (const what of isRefresh ? [path, 'refresh'] : [path]) counts.set(what, (counts.get(what) ?? 0) + 1)
    if (isAway) return res.destroy()
    const answer = await forward(req, sent, port).catch(() => undefined)
    if (answer === undefined) return res.destroy()
    if (isRefresh && held !== undefined) {
      const { arrive, released } = held
      held = undefined
      arrive()
      await released
    }
    if (isRefresh && toLose > 0) {
      toLose -= 1
      return res.destroy()
    }
    return hand(answer, res, changes.get(path))
  })
  const origin = await listen(server)
  return {
    origin,
    sendTo: (to) => {
      port = to
    },
    count: (what) => counts.get(what) ?? 0,
    loseRefreshes: (count) => {
      toLose = count
    },
    setAway: (away) => {
      isAway = away
      if (away) server.closeAllConnections()
    },
    change: (path, change) => void (change ? changes.set(path, change) : changes.delete(path)),
    holdRefresh() {
      let [arrive, release] = [() => {}, () => {}]
      const arrived = new Promise<void>((resolve) => {
        arrive = resolve
      })
      const released = new Promise<void>((resolve) => {
        release = resolve
      })
      held = { arrive, released }
      return { arrived, release: () => release() }
    },
    close: () => close(server),
  }
}

interface Answer {
  readonly message: IncomingMessage
  readonly body: string
}

async function forward(req: IncomingMessage, sent: string, port: number): Promise<Answer> {
  const { method, url, headers } = req
  const onward = request({ host: '127.0.0.1', port, method, path: url, headers })
  onward.end(sent)
  const [message] = (await once(onward, 'response')) as [IncomingMessage]
  return { message, body: await text(message) }
}

function hand(
  { message, body }: Answer,
  res: ServerResponse,
  change: ((body: Json) => Json) | undefined,
): void {
  const { 'transfer-encoding': _, 'content-length': __, ...headers } = message.headers
  const isJson = message.headers['content-type']?.includes('json')
  const text = change && isJson ? JSON.stringify(change(JSON.parse(body))) : body
  res.writeHead(message.statusCode ?? 502, headers).end(text)
}
