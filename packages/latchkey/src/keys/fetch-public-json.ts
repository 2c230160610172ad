import { lookup } from 'node:dns/promises'
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import type { FetchJson } from '../ports/fetch-json.ts'
import { parseStrictJson } from '../protocol/parse-strict-json.ts'
import { isLoopbackAddress, isPublicAddress } from './is-public-address.ts'

const TIMEOUT_MILLISECONDS = 5000
const DOCUMENT_BYTES = 64 * 1024
const URL_CHARACTERS = 2048
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i

/** All addresses of a host name. */
type ResolveHost = (hostname: string) => Promise<readonly string[]>

export interface PublicFetchOptions {
  /** Lets loopback addresses be fetched too, also by plain http. */
  readonly development: boolean
  /** The system's resolver, unless another is given. */
  readonly resolve?: ResolveHost
}

/**
 * Makes the one way out to addresses that strangers name. It resolves the host itself, refuses if any answer
 * is not public, and connects to those very addresses, so that a second answer cannot lead elsewhere (DNS
 * rebinding).
 */
export function createPublicJsonFetch({
  development,
  resolve = resolveBySystem,
}: PublicFetchOptions): FetchJson {
  return async (text) => {
    const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS)
    const url = requireFetchableUrl(text, development)
    const hostname = url.hostname.replace(/^\[|\]$/g, '')
    const addresses = isIP(hostname) ? [hostname] : await unlessAborted(resolve(hostname), signal)
    requireFetchableAddresses(url, addresses, development)
    return readJson(await connect(url, addresses, signal))
  }
}

async function resolveBySystem(hostname: string): Promise<readonly string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address)
}

/** A resolver cannot be interrupted; its late answer is dropped. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  return Promise.race([promise, aborted])
}

function requireFetchableUrl(text: string, development: boolean): URL {
  const url = text.length <= URL_CHARACTERS ? URL.parse(text) : null
  if (!url) throw new Error('Not fetched: not a URL')
  if (url.protocol !== 'https:' && !(development && url.protocol === 'http:'))
    throw new Error('Not fetched: only https is')
  if (url.username !== '' || url.password !== '') throw new Error('Not fetched: the URL carries credentials')
  return url
}

function requireFetchableAddresses(url: URL, addresses: readonly string[], development: boolean): void {
  const isAllowed = (address: string) =>
    (url.protocol === 'https:' && isPublicAddress(address)) || (development && isLoopbackAddress(address))
  if (addresses.length === 0 || !addresses.every(isAllowed))
    throw new Error(`Not fetched: ${url.hostname} is not, or not only, at a public address`)
}

/** Ends with the head of the answer; `signal` covers what follows as well. */
function connect(url: URL, addresses: readonly string[], signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    request(url, {
      signal,
      agent: false,
      rejectUnauthorized: true,
      lookup: answerWith(addresses),
      headers: { accept: 'application/json, application/jwk-set+json', 'accept-encoding': 'identity' },
    })
      .once('response', resolve)
      .on('error', reject)
      .end()
  })
}

/** In place of a second resolution. */
function answerWith(addresses: readonly string[]): NonNullable<RequestOptions['lookup']> {
  const all = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_hostname, options, callback) => {
    const [first = { address: '', family: 0 }] = all
    if (options.all) callback(null, all)
    else callback(null, first.address, first.family)
  }
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  try {
    requireJsonAnswer(response)
    return parseStrictJson(await readText(response))
  } finally {
    response.destroy()
  }
}

/** Redirects are answers like any other that is not a 200: where they lead was not looked at. */
function requireJsonAnswer({ statusCode, headers }: IncomingMessage): void {
  if (statusCode !== 200) throw new Error(`Fetched in vain: the answer was ${statusCode}, not 200`)
  if (!JSON_TYPE.test(headers['content-type'] ?? ''))
    throw new Error('Fetched in vain: the answer is not JSON')
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new Error('Fetched in vain: the answer is compressed')
}

async function readText(response: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    bytes += chunk.length
    if (bytes > DOCUMENT_BYTES) throw new Error(`Fetched in vain: more than ${DOCUMENT_BYTES} bytes`)
    chunks.push(chunk)
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
}
