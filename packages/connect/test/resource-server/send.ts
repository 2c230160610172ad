import { request } from 'node:http'

/** What an API answered, as tests look at it. */
export interface Seen {
  readonly status: number
  readonly headers: Headers
  readonly challenge: string | null
  readonly body: unknown
}

/** Sends headers as a list, so that one may come twice. */
export function sendRaw(
  url: string,
  headers: readonly (readonly [string, string])[],
  method = 'GET',
  /** As it is, when a URL would repair it. */
  target?: string,
): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const { hostname, port, pathname, search, host } = new URL(url)
    const list = [['Host', host] as const, ...headers].flat()
    const sent = request(
      { hostname, port, path: target ?? pathname + search, method, headers: list, agent: false },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const pairs = Object.entries(response.headersDistinct).flatMap(([name, values = []]) =>
            values.map((value): [string, string] => [name, value]),
          )
          const received = new Headers(pairs)
          resolve({
            status: response.statusCode ?? 0,
            headers: received,
            challenge: received.get('www-authenticate'),
            body: parse(Buffer.concat(chunks).toString()),
          })
        })
      },
    )
    sent.on('error', reject).end()
  })
}

export function sendToken(url: string, token?: string): Promise<Seen> {
  return sendRaw(url, token === undefined ? [] : [['Authorization', `Bearer ${token}`]])
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
