/** Watches the requests that named participants of one process send each other. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { EventEmitter, once } from 'node:events'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Answer, Exchange } from './exchange.ts'
import { type Rename, tellAnswer, tellParameters, tellPath } from './tell-exchange.ts'

/** Tells the receiver who sent a request, and while answering which one. Taken off before the app sees it. */
const SENDER_HEADER = 'x-recorded-sender'
/** Bytes of a body that are looked at. */
const BODY_BYTES = 64 * 1024
/** Milliseconds for the last answers to end. */
const SETTLE_MS = 5000

/** What explains nothing: styles, scripts, pictures, health. */
const NOISE = /\.(?:css|js|mjs|map|svg|png|ico|woff2?)$|^\/(?:healthz|readyz)$/

interface Sender {
  readonly participant: string
  /** The request that it is answering. */
  readonly during: OpenExchange | undefined
}

interface OpenExchange extends Omit<Exchange, 'answer' | 'inner' | 'parameters'> {
  parameters: Exchange['parameters']
  answer: Answer | undefined
  readonly inner: OpenExchange[]
}

export class Recorder {
  readonly #context = new AsyncLocalStorage<Sender>()
  readonly #rename: Rename
  readonly #outsider: string
  readonly #answered = new EventEmitter()
  /** By number of sending; emptied with every recording that is taken. */
  readonly #open = new Map<number, OpenExchange>()
  #outer: OpenExchange[] = []
  #sent = 0

  /** @param outsider Who sends the requests that no participant sends: the browser */
  constructor(outsider: string, rename: Rename) {
    this.#outsider = outsider
    this.#rename = rename
  }

  /** Runs work whose requests are this participant's. */
  as<T>(participant: string, work: () => T): T {
    return this.#context.run({ participant, during: undefined }, work)
  }

  /** Lets `fetch` say who sends. Returns how to put it back. */
  watchFetch(): () => void {
    const original = globalThis.fetch
    globalThis.fetch = (input, init) => {
      const sender = this.#context.getStore()
      if (sender === undefined) return original(input, init)
      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined))
      const { participant, during } = sender
      headers.set(SENDER_HEADER, JSON.stringify([participant, ++this.#sent, during?.sent]))
      return original(input, { ...init, headers })
    }
    return () => {
      globalThis.fetch = original
    }
  }

  /** A listener that also writes down what it hears and says. */
  listen(participant: string, listener: RequestListener): RequestListener {
    return (req, res) => {
      const url = new URL(req.url ?? '/', 'http://any')
      const [from, sent, duringSent] = takeSender(req) ?? [this.#outsider, ++this.#sent, undefined]
      if (NOISE.test(url.pathname)) return this.as(participant, () => listener(req, res))
      const exchange: OpenExchange = {
        from,
        to: participant,
        sent,
        method: req.method ?? '',
        path: tellPath(url, this.#rename),
        scheme: req.headers.authorization?.split(' ')[0],
        parameters: [],
        answer: undefined,
        inner: [],
      }
      const siblings = (duringSent && this.#open.get(duringSent)?.inner) || this.#outer
      siblings.push(exchange)
      this.#open.set(sent, exchange)
      this.#watch(exchange, url, { req, res })
      this.#context.run({ participant, during: exchange }, () => listener(req, res))
    }
  }

  #watch(exchange: OpenExchange, url: URL, { req, res }: Conversation): void {
    const request = watchRequestBody(req)
    const answer = watchAnswer(res)
    res.once('close', () => {
      const message = { type: req.headers['content-type'] ?? '', body: request() }
      exchange.parameters = tellParameters(url, message, this.#rename)
      exchange.answer = tellAnswer(answer(), this.#rename)
      this.#answered.emit('answered')
    })
  }

  /** What went over the wire since the last time, once every request has its answer. */
  async take(): Promise<readonly Exchange[]> {
    const signal = AbortSignal.timeout(SETTLE_MS)
    while ([...this.#open.values()].some(({ answer }) => answer === undefined)) {
      await once(this.#answered, 'answered', { signal })
    }
    const taken = close(this.#outer)
    this.#open.clear()
    this.#outer = []
    return taken
  }
}

interface Conversation {
  readonly req: IncomingMessage
  readonly res: ServerResponse
}

function takeSender(req: IncomingMessage): [string, number, number | undefined] | undefined {
  const text = req.headers[SENDER_HEADER]
  if (typeof text !== 'string') return undefined
  delete req.headers[SENDER_HEADER]
  const at = req.rawHeaders.findIndex(
    (name, index) => index % 2 === 0 && name.toLowerCase() === SENDER_HEADER,
  )
  // In place, as node counts them: two `connection` lines mean what one does.
  req.rawHeaders.splice(at, 2, 'connection', 'keep-alive')
  return JSON.parse(text)
}

/** Looks at the bytes on their way to the app: reading them here would take them away from it. */
function watchRequestBody(req: IncomingMessage): () => string {
  const seen = keepBytes()
  const push = req.push.bind(req)
  req.push = (chunk, encoding) => {
    seen.add(chunk)
    return push(chunk, encoding)
  }
  return seen.text
}

function watchAnswer(res: ServerResponse): () => Parameters<typeof tellAnswer>[0] {
  const seen = keepBytes()
  let fields = new Map<string, string>()
  const writeHead = res.writeHead.bind(res) as (...parameters: unknown[]) => ServerResponse
  res.writeHead = (...parameters: unknown[]) => {
    fields = new Map([...toFields(res.getHeaders()), ...toFields(parameters.at(-1))])
    return writeHead(...parameters)
  }
  for (const name of ['write', 'end'] as const) {
    const original = res[name].bind(res) as (...parameters: unknown[]) => never
    res[name] = (...parameters: unknown[]) => {
      seen.add(parameters[0])
      return original(...parameters)
    }
  }
  return () => ({
    status: res.statusCode,
    location: fields.get('location'),
    challenge: fields.get('www-authenticate'),
    type: fields.get('content-type') ?? '',
    body: seen.text(),
  })
}

/** Headers as node:http takes them: an object, a flat list, or a list of pairs. */
function toFields(headers: unknown): readonly (readonly [string, string])[] {
  if (typeof headers !== 'object' || headers === null) return []
  const flat = Array.isArray(headers) ? headers.flat() : Object.entries(headers).flat(1)
  return flat.flatMap((name, index) =>
    index % 2 === 0 ? [[String(name).toLowerCase(), String(flat[index + 1])]] : [],
  )
}

function keepBytes() {
  const chunks: Buffer[] = []
  let length = 0
  return {
    add(chunk: unknown): void {
      if (length > BODY_BYTES) return
      if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return
      const bytes = Buffer.from(chunk)
      length += bytes.length
      chunks.push(bytes)
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  }
}

/** In the order of sending: requests sent at once may arrive in any. */
function close(open: readonly OpenExchange[]): readonly Exchange[] {
  const ordered = [...open].sort((one, other) => one.sent - other.sent)
  return ordered.flatMap((exchange) => {
    const { answer } = exchange
    return answer === undefined ? [] : [{ ...exchange, answer, inner: close(exchange.inner) }]
  })
}
