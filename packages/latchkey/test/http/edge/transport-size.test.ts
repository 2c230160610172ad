import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toNodeHandler } from '../../../src/adapters/node.ts'
import { scriptedBrowser } from '../../../src/testing/scripted-browser.ts'
import { authorizePath, openWorld, signInAs, type World } from '../../fixtures/server-without-network.ts'
import { pathOf } from '../front-channel.ts'

const LIMIT = 8192

let listener: Server
let world: World
beforeAll(async () => {
  listener = createServer()
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  world = await openWorld({ issuer: `http://127.0.0.1:${port}` })
  listener.on('request', toNodeHandler(world.server))
})
afterAll(async () => {
  listener.close()
  await world.server.close()
})

/** An authorization request of this many bytes. */
function requestOf(bytes: number): string {
  const query = (filling: string) => authorizePath({ filling }).slice('/authorize?'.length)
  return `/authorize?${query('x'.repeat(bytes - query('').length))}`
}

test('the longest request that is taken gets through all our pages, over a real connection', async () => {
  const browser = scriptedBrowser({ fetch }, world.server.issuer)
  for (const [username, password] of [
    ['alice@example.test', 'wonderland'],
    ['bob@example.test', 'builder'],
  ] as const) {
    const page = await browser.open(`${requestOf(LIMIT - 13)}&prompt=login`)
    expect([page.status, pathOf(page)]).toEqual([200, '/sign-in'])
    const consent = await signInAs(browser, page, username, password)
    expect(pathOf(consent)).toBe('/consent')
    expect((await browser.submit(consent, 'consent-allow')).url).toMatch(
      /^https:\/\/app\.example\.test\/cb\?code=/,
    )
  }
})

test('one byte more is refused with a page', async () => {
  const page = await scriptedBrowser({ fetch }, world.server.issuer).open(requestOf(LIMIT + 1))
  expect([page.status, page.html.includes('at most 8192 bytes')]).toEqual([400, true])
})
