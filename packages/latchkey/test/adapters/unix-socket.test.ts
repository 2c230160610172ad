import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { peerOf } from 'latchkey-connect/internal'
import { describe, expect, test } from 'vitest'
import { toNodeHandler } from '../../src/adapters/node.ts'
import { openOwnWorld } from '../fixtures/use-world.ts'

/** Asks by a socket in a folder of its own, as a proxy on the same machine does; the log's warnings. */
async function askBySocket(trustedProxies: string[], path: string): Promise<string[]> {
  const warnings: string[] = []
  const warn = (_: object, message = '') => void warnings.push(message)
  const logger = { debug() {}, info() {}, error() {}, warn }
  const world = await openOwnWorld({ trustedProxies, logger })
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-socket-'))
  const listener = createServer(toNodeHandler(world.server))
  const socketPath = join(folder, 'latchkey')
  listener.listen(socketPath)
  await once(listener, 'listening')
  const headers = { 'x-forwarded-for': '203.0.113.7' }
  const call = request({ socketPath, path, headers }).end()
  const [answer] = await once(call, 'response')
  await answer.resume().toArray()
  listener.close()
  rmSync(folder, { recursive: true, force: true })
  return warnings.filter((warning) => /proxy/i.test(warning))
}

describe.skipIf(process.platform === 'win32')('a proxy on a UNIX socket', () => {
  test.each(['/jwks', '/sign-in'])('is believed when trustedProxies names unix: %s', async (path) => {
    expect(await askBySocket(['unix'], path)).toEqual([])
  })

  test.each(['/jwks', '/sign-in'])('is told what to set when it does not: %s', async (path) => {
    expect(await askBySocket([], path)).toEqual([expect.stringContaining("Set trustedProxies: ['unix']")])
  })
})

test('a peer that went away is no UNIX socket, although it has no address any more', async () => {
  const listener = createServer()
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const caller = connect(port, '127.0.0.1')
  const [socket] = await once(listener, 'connection')
  socket.on('error', () => {})
  caller.resetAndDestroy()
  await new Promise((resolve) => socket.once('close', resolve))
  expect([socket.remoteAddress, peerOf(socket)]).toEqual([undefined, undefined])
  listener.close()
})
