import { createServer, type Socket } from 'node:net'
import { Pool } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { openPostgresStorage } from '../../src/storage/postgres/open-postgres-storage.ts'
import { listen } from '../fixtures/loopback-server.ts'

/** The messages of PostgreSQL's protocol, version 3: a letter, the length, the content. */
function message(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(content.length + 4)
  return Buffer.concat([Buffer.from(type), length, content])
}

const WELCOME = message('R', Buffer.alloc(4))
const READY = message('Z', Buffer.from('I'))
const FATAL = message('E', Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0'))

test('a server that ends the connection in the breath in which it has opened it: a failure of the call, not of the process', async () => {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(Buffer.concat([WELCOME, READY, FATAL])))
  })
  const { port } = new URL(await listen(server))
  const pool = new Pool({ host: '127.0.0.1', port: Number(port), user: 'postgres', database: 'postgres' })
  onTestFinished(async () => {
    await pool.end()
    server.close()
  })
  const uncaught: unknown[] = []
  const note = (cause: unknown) => uncaught.push(cause)
  process.on('uncaughtExceptionMonitor', note)
  onTestFinished(() => void process.off('uncaughtExceptionMonitor', note))
  await expect(openPostgresStorage({ pool }).ping()).rejects.toThrow()
  expect(uncaught).toEqual([])
})
