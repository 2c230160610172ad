import { type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { PlainResponse } from 'latchkey-connect/internal'
import type { AuthorizationServer } from '../../index.ts'

/**
 * Answers what node's parser refuses, such as a line break in a header, with the headers that every response
 * has: node's own response has none.
 */
export function answerParseErrors(
  listener: Server,
  server: Pick<AuthorizationServer, 'answerMalformed'>,
): void {
  listener.on('clientError', (cause: NodeJS.ErrnoException, socket: Socket) => {
    const status = statusOf(cause)
    if (status === undefined || !socket.writable || hasBegun(socket)) return void socket.destroy(cause)
    const { remoteAddress } = socket
    const nothing = {
      method: '',
      path: '',
      remoteAddress,
      header: () => undefined,
      readBody: async () => undefined,
    }
    void server.answerMalformed(nothing, status).then((answer) => {
      socket.write(toText(answer))
      socket.destroySoon()
    })
  })
}

type Status = Parameters<AuthorizationServer['answerMalformed']>[1]

/** The status that node would send; `undefined` when the peer has gone, or does not speak TLS. */
function statusOf({ code = '' }: NodeJS.ErrnoException): Status {
  if (code === 'HPE_HEADER_OVERFLOW') return 431
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 413
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408
  return code.startsWith('HPE_') ? 400 : undefined
}

/** True while another response is being written to this connection. Node keeps it there. */
function hasBegun(socket: Socket & { readonly _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.headersSent === true
}

function toText({ status, headers, body }: PlainResponse): string {
  const all = { ...headers, 'Content-Length': String(Buffer.byteLength(body)), Connection: 'close' }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`
}
