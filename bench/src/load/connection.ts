import { Client, type Dispatcher } from 'undici'
import type { Connection, WireAnswer, WireRequest } from '../contenders/contender.ts'
import { person } from '../fixtures.ts'

/** The load generator opens it before a measurement and closes it afterwards. */
export interface OpenableConnection extends Connection {
  open(): void
  close(): Promise<void>
}

/** Milliseconds: longer than any normal response takes, and short enough for a run to wait for. */
const ANSWER_TIMEOUT = 30_000

export function createConnection(index: number, origin: string): OpenableConnection {
  let client: Client | undefined
  const made = new Map<string, Promise<unknown>>()
  return {
    index,
    origin,
    user: person(index),
    open() {
      client = new Client(origin, {
        pipelining: 1,
        headersTimeout: ANSWER_TIMEOUT,
        bodyTimeout: ANSWER_TIMEOUT,
      })
    },
    async close() {
      await client?.destroy()
    },
    send(request) {
      if (client === undefined) return Promise.reject(new Error('this connection is not open'))
      return exchange(client, request)
    },
    once<Made>(name: string, make: () => Promise<Made>): Promise<Made> {
      const known = made.get(name) as Promise<Made> | undefined
      if (known !== undefined) return known
      const promise = make()
      made.set(name, promise)
      return promise
    },
  }
}

/** The lowest layer of undici: no streams, no body mixins. */
function exchange(client: Client, { method, path, headers, body }: WireRequest): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const request: Dispatcher.DispatchOptions = { method, path, body: body ?? null }
    if (headers !== undefined) request.headers = headers
    client.dispatch(request, new AnswerReader(resolve, reject))
  })
}

/** Collects one response. A class, so that there are no six closures for every request. */
class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: WireAnswer) => void
  readonly #reject: (error: Error) => void
  #status = 0
  #headers: WireAnswer['headers'] = {}
  #body: Buffer | undefined

  constructor(resolve: (answer: WireAnswer) => void, reject: (error: Error) => void) {
    this.#resolve = resolve
    this.#reject = reject
  }

  onRequestStart(): void {}

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: WireAnswer['headers']): void {
    this.#status = status
    this.#headers = headers
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    // Must be copied: the parser reuses its memory.
    this.#body = this.#body === undefined ? Buffer.from(chunk) : Buffer.concat([this.#body, chunk])
  }

  onResponseEnd(): void {
    const body = this.#body === undefined ? '' : this.#body.toString('utf8')
    this.#resolve({ status: this.#status, headers: this.#headers, body })
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error)
  }
}
