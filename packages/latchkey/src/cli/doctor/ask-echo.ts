import { once } from 'node:events'
import { type IncomingMessage, request as requestByHttp } from 'node:http'
import { request as requestByHttps } from 'node:https'
import { text } from 'node:stream/consumers'
import { ECHO_FIELD, ECHO_PATH } from '../../protocol/echo.ts'

const patienceMs = 3000
/** Ours, and what proxies add. */
const MAX_HEADER_BYTES = 128 * 1024

/** An answer with its headers as they arrived, each line by itself. */
export interface EchoAnswer {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly text: string
}

/**
 * Asks the server at its public URL what arrives. Not by `fetch`, which has headers of its own and joins
 * those of the answer.
 * @throws Error when nothing answers in time
 */
export async function askEcho(
  issuer: string,
  {
    query,
    headers,
    question,
  }: { query: string; headers: Readonly<Record<string, string>>; question: string },
): Promise<EchoAnswer> {
  const url = new URL(`${issuer.replace(/\/$/, '')}${ECHO_PATH}${query === '' ? '' : `?${query}`}`)
  const body = new URLSearchParams({ [ECHO_FIELD]: question }).toString()
  const request = url.protocol === 'https:' ? requestByHttps : requestByHttp
  const call = request(url, {
    method: 'POST',
    // The URL parser would tidy the query.
    path: `${url.pathname}${query === '' ? '' : `?${query}`}`,
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    agent: false,
    maxHeaderSize: MAX_HEADER_BYTES,
    signal: AbortSignal.timeout(patienceMs),
  })
  call.end(body)
  const [answer] = (await once(call, 'response')) as [IncomingMessage]
  return { status: answer.statusCode ?? 0, headers: toPairs(answer.rawHeaders), text: await text(answer) }
}

function toPairs(rawHeaders: readonly string[]): EchoAnswer['headers'] {
  const pairs: [string, string][] = []
  for (let index = 0; index < rawHeaders.length; index += 2)
    pairs.push([rawHeaders[index]?.toLowerCase() ?? '', rawHeaders[index + 1] ?? ''])
  return pairs
}
