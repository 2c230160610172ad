import { createServer, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { forwardRequest, sendBack } from '../fixtures/forward-request.ts'
import { close, listen } from '../fixtures/loopback-server.ts'

/**
 * Stands in front of the issuer: it counts refreshes, and can make the answer to one of them come too late.
 */
export interface ReverseProxy {
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

export async function openReverseProxy(issuerPort: number): Promise<ReverseProxy> {
  let refreshes = 0
  let withhold: ((res: ServerResponse) => void) | undefined
  const server = createServer(async (req, res) => {
    const sent = await text(req)
    const isRefresh = sent.includes('grant_type=refresh_token')
    const answer = await forwardRequest(req, sent, issuerPort).catch(() => undefined)
    if (answer === undefined) return res.destroy()
    if (isRefresh) refreshes += 1
    if (!isRefresh || withhold === undefined) return sendBack(answer, res)
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
