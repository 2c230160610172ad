import { askOnceEach, unlessAborted } from 'latchkey-connect/internal'
import type { Clock } from '../ports/clock.ts'
import type { FetchJson } from '../ports/fetch-json.ts'
import type { OutboundSettings } from '../settings/outbound.ts'
import { bareHost, createAddressGuard } from './address-guard.ts'
import { createHostRate } from './host-rate.ts'
import { type OutboundLimits, outboundLimits } from './outbound-limits.ts'
import { type Answer, readAnswer } from './read-answer.ts'
import { readJson } from './read-json.ts'
import { createRequestSlots } from './request-slots.ts'
import { createResolvers, type Resolvers } from './resolve-host.ts'
import { createDirectSender } from './send-directly.ts'
import type { OutboundRequest } from './send-request.ts'
import { createProxySender } from './send-through-proxy.ts'

/** Everything that the server fetches or delivers goes through here. */
export interface Outbound {
  readonly fetchJson: FetchJson
  /**
   * Like the global `fetch`, but reads the whole body first and never follows a redirect. Throws an `Error`
   * when the address is not allowed, a limit is reached or there is no response.
   */
  fetch(url: string, init?: RequestInit): Promise<Response>
}

export interface OutboundOptions {
  readonly settings: OutboundSettings
  /** Also allows loopback addresses, over plain http too. */
  readonly development: boolean
  readonly clock: Clock
  /** In the place of DNS and the system's resolver. */
  readonly resolvers?: Resolvers
  readonly limits?: Partial<OutboundLimits>
}

interface Wanted extends OutboundRequest {
  readonly url: string
  readonly limitBytes: number
}

export function createOutbound(options: OutboundOptions): Outbound {
  const limits = { ...outboundLimits, ...options.limits }
  const ask = createExchange(options, limits)

  /** Equal requests that arrive while one is in progress share its response. */
  const get = askOnceEach<Omit<Wanted, 'body'>, Answer>(ask, JSON.stringify)

  return {
    async fetchJson(url) {
      const headers = { accept: 'application/json, application/jwk-set+json' }
      return readJson(await get({ url, method: 'GET', headers, limitBytes: limits.jsonBytes }))
    },
    async fetch(url, init = {}) {
      const { signal, ...request } = await toWanted(url, init)
      const wanted = { ...request, limitBytes: limits.answerBytes }
      const answered = wanted.method === 'GET' ? get(wanted) : ask(wanted)
      // Only this caller stops waiting: others may be waiting for the same response.
      return toResponse(await unlessAborted(answered, signal))
    },
  }
}

/** Makes one request: checks the URL, counts it, waits for a slot, sends it. */
function createExchange(
  { settings, development, clock, resolvers = createResolvers() }: OutboundOptions,
  limits: OutboundLimits,
): (wanted: Wanted) => Promise<Answer> {
  const guard = createAddressGuard(settings, development)
  const rate = createHostRate(clock, limits)
  const slots = createRequestSlots(limits)
  const send =
    settings.proxy === undefined
      ? createDirectSender(guard, resolvers, limits.headerBytes)
      : createProxySender(guard, new URL(settings.proxy), limits.headerBytes)

  async function exchange({ limitBytes, ...wanted }: Wanted, signal: AbortSignal): Promise<Answer> {
    const url = wanted.url.length <= limits.urlCharacters ? URL.parse(wanted.url) : null
    if (url === null) throw new Error('Not fetched: not a URL')
    guard.requireUrl(url)
    const host = bareHost(url)
    rate.count(host)
    const giveBack = await slots.take(host, signal)
    const headers = { ...wanted.headers, 'accept-encoding': 'identity' }
    try {
      const answered = send(url, { ...wanted, headers }, signal)
      const answer = answered.then((response) => readAnswer(response, limitBytes))
      // At the deadline, the slot is free again whatever event never came, and what was read so far is no
      // answer: a body without a length ends with the connection (RFC 9112 §6.3).
      return await unlessAborted(answer, signal)
    } finally {
      giveBack()
    }
  }

  return async (wanted) => {
    const signal = AbortSignal.timeout(limits.requestMilliseconds)
    try {
      return await exchange(wanted, signal)
    } catch (cause) {
      if (!signal.aborted) throw cause
      const late = `no whole answer within ${limits.requestMilliseconds} milliseconds`
      throw new Error(`Fetched in vain: ${late}`, { cause })
    }
  }
}

/**
 * `Request` turns every kind of body into bytes and sets its content type (Fetch §5.2). It is not given the
 * real URL, as its error message would repeat credentials in it.
 */
async function toWanted(url: string, init: RequestInit) {
  const request = new Request('https://host.invalid/', init)
  const { method, signal, headers } = request
  const body = new Uint8Array(await request.arrayBuffer())
  return { url, method, headers: Object.fromEntries(headers), ...(body.length > 0 && { body }), signal }
}

function toResponse({ status, headers, body }: Answer): Response {
  // Some statuses may have no body, not even an empty one (Fetch, "null body status").
  return new Response(body.length === 0 ? null : body, { status, headers: headers.map((pair) => [...pair]) })
}
