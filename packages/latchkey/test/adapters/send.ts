import { request } from 'node:http'
import { connect } from 'node:net'

export interface Sent {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
}

export interface Sending {
  readonly port: number
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string | Uint8Array
}

/** One request by node:http, which sends paths and headers as they are, where fetch would tidy them. */
export function send({ port, path, method = 'GET', headers = {}, body }: Sending): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const sending = request(
      { host: '127.0.0.1', port, path, method, headers: { ...headers } as Record<string, string> },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk) => {
          text += chunk
        })
        answer.on('error', reject)
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
      },
    )
    sending.on('error', reject)
    sending.end(body)
  })
}

export function sendForm(port: number, path: string, form: string): Promise<Sent> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return send({ port, path, method: 'POST', headers, body: form })
}

/** Bytes as no HTTP library would send them; answers with all that comes back until the connection ends. */
export function sendBytes(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let text = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(text))
  })
}
