import { hash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type ParsedUrlQuery, parse } from 'node:querystring'
import { api, app } from '../../fixtures.ts'

/** Only the hashes of the secrets are known. */
const secretHashes = new Map<string, Buffer>([
  [app.clientId, hash('sha256', app.clientSecret, 'buffer')],
  [api.clientId, hash('sha256', api.clientSecret, 'buffer')],
])

export function readForm(request: IncomingMessage): Promise<ParsedUrlQuery> {
  return new Promise((resolve, reject) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      text += chunk
    })
    request.on('end', () => resolve(parse(text)))
    request.on('error', reject)
  })
}

/** HTTP Basic, the secret compared by its hash in constant time. */
export function isClient({ headers }: IncomingMessage): boolean {
  const [, credentials = ''] = (headers.authorization ?? '').split(' ')
  const text = Buffer.from(credentials, 'base64').toString()
  const colon = text.indexOf(':')
  const expected = secretHashes.get(decodeURIComponent(text.slice(0, colon)))
  if (expected === undefined) return false
  return timingSafeEqual(hash('sha256', decodeURIComponent(text.slice(colon + 1)), 'buffer'), expected)
}
