import {
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
  request as requestHttp,
} from 'node:http'
import { request as requestHttps } from 'node:https'

/** A request, apart from its URL. */
export interface OutboundRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

/** Resolves with the head of the response. `signal` also aborts reading the body. */
export type SendRequest = (
  url: URL,
  request: OutboundRequest,
  signal: AbortSignal,
) => Promise<IncomingMessage>

/**
 * Sends a request on a connection of its own. Never follows a redirect: node:http does not. Nor does it
 * switch protocols, which nobody asked for (RFC 9110 §15.2.2): then the connection is closed, without another
 * event.
 */
export function sendOver(
  connection: RequestOptions,
  url: URL,
  { method, headers, body }: OutboundRequest,
): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const request: ClientRequest = send(url, { ...connection, method, headers })
    request
      .once('response', resolve)
      .on('error', reject)
      .once('close', () => reject(new Error('Fetched in vain: the connection closed without an answer')))
      .end(body)
  })
}
