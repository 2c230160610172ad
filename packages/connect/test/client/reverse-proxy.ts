import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Forwarded, forwardRequest, sendBack } from '../../../latchkey/test/fixtures/forward-request.ts'
import { close, listen } from '../../../latchkey/test/fixtures/loopback-server.ts'

/** Stands in front of an issuer: counts what it is asked, and can lose or forge what it answers. */
export interface ReverseProxy {
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

export async function openReverseProxy(): Promise<ReverseProxy> {
  const counts = new Map<string, number>()
  const changes = new Map<string, (body: Json) => Json>()
  let [port, isAway, toLose] = [0, false, 0]
  let held: Held | undefined

  const server = createServer(async (req, res) => {
    const sent = await text(req)
    const path = new URL(req.url ?? '/', 'http://proxy.example').pathname
    const isRefresh = sent.includes('grant_type=refresh_token')
    for (const what of isRefresh ? [path, 'refresh'] : [path]) counts.set(what, (counts.get(what) ?? 0) + 1)
    if (isAway) return res.destroy()
    const answer = await forwardRequest(req, sent, port).catch(() => undefined)
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
    return sendBack(answer, res, changed(answer, changes.get(path)))
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

function changed({ message, body }: Forwarded, change: ((body: Json) => Json) | undefined): string {
  const isJson = message.headers['content-type']?.includes('json')
  return change && isJson ? JSON.stringify(change(JSON.parse(body))) : body
}
