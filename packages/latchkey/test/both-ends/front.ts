import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { close, listen } from '../interop/live-server.ts'

/**
 * What stands before the issuer: it counts refreshes, and can make the answer to one of them come too late.
 */
export interface Front {
  readonly origin: string
  /** Refresh requests that the issuer has answered. */
  readonly refreshes: () => number
  /**
   * The answer to the next refresh does not arrive: whoever asked waits for it, or is cut off. Resolves when
   * the issuer has given it, so when the refresh token has been redeemed and whoever asked does not know the
   * next one.
   */
  withholdNextAnswer(how: 'wait' | 'cut'): Promise<void>
  close(): Promise<void>
}

export async function openFront(issuerPort: number): Promise<Front> {
  let refreshes = 0
  let withhold: ((res: ServerResponse) => void) | undefined
  const server = createServer(async (req, res) => {
    const answer = await forward(req, issuerPort).catch(() => undefined)
    if (answer === undefined) return res.destroy()
    if (answer.isRefresh) refreshes += 1
    if (!answer.isRefresh || withhold === undefined) return hand(answer, res)
    withhold(res)
    withhold = undefined
  })
  return {
    origin: await listen(server),
    refreshes: () => refreshes,
    withholdNextAnswer: (how) =>
      new Promise((resolve) => {
        withhold = (res) => {
          if (how === 'cut') res.destroy()
          resolve()
        }
      }),
    close: () => close(server),
  }
}

interface Answer {
  readonly isRefresh: boolean
  readonly message: IncomingMessage
  readonly body: string
}

async function forward(req: IncomingMessage, port: number): Promise<Answer> {
  const { method, url, headers } = req
  const sent = await text(req)
  const onward = request({ host: '127.0.0.1', port, method, path: url, headers })
  onward.end(sent)
  const [message] = (await once(onward, 'response')) as [IncomingMessage]
  return { isRefresh: sent.includes('grant_type=refresh_token'), message, body: await text(message) }
}

function hand({ message, body }: Answer, res: ServerResponse): void {
  const { 'transfer-encoding': _, 'content-length': __, ...headers } = message.headers
  res.writeHead(message.statusCode ?? 502, headers).end(body)
}
