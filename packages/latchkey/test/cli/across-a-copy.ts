import { expect } from 'vitest'
import { type AuthorizationServer, openStorage } from '../../src/index.ts'
import { RECORD_KINDS } from '../../src/ports/stored-records.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import {
  expectRefusal,
  introspectAs,
  obtainCode,
  redeemAs,
  refreshAs,
  tokensOf,
  userinfo,
} from '../fixtures/client-calls.ts'
import {
  authorizeFully,
  authorizePath,
  basic,
  openWorld,
  post,
  redeem,
  responseOf,
  signInAs,
  type World,
} from '../fixtures/server-without-network.ts'
import { openShell } from './shell.ts'

const notes = 'https://api.example.test/notes'

/**
 * A server on one database hands out one of everything; after a copy, a server on the other with the same
 * secret accepts it all.
 */
export async function expectServiceToGoOn(from: string, to: string): Promise<void> {
  const clock = fakeClock()
  const before = await openWorld({ storage: from }, clock)
  const out = await handOut(before).finally(() => before.server.close())
  const shell = openShell()
  const { code, note, document } = await shell.latchkey(`copy --from ${from} --to ${to} --json`)
  shell.remove()
  expect(code, note).toBe(0)
  const copied = document.kinds.filter((count: { copied: number }) => count.copied > 0)
  expect(copied.map(({ kind }: { kind: string }) => kind)).toEqual(RECORD_KINDS)
  // What the configuration says of people is not what brings them over.
  const after = await openWorld({ storage: to, users: [] }, clock)
  await accept(after, out).finally(() => after.server.close())
}

type HandedOut = Awaited<ReturnType<typeof handOut>>

async function handOut(world: World) {
  const browser = world.browser()
  const scope = 'openid profile books:read notes:read'
  const answer = await authorizeFully(browser, { scope, resource: notes })
  const opaque = await tokensOf(redeem(world.server, answer.get('code') ?? '', { resource: notes }))
  const home = await authorizeFully(browser)
  const tokens = await tokensOf(redeem(world.server, home.get('code') ?? ''))
  const used = await obtainCode(world)
  const lost = await tokensOf(redeemAs(world, 'app', used))
  await expectRefusal(redeemAs(world, 'app', used), 'invalid_grant')
  const jwks = await jwksOf(world.server)
  const { clientSecret = '' } = await world.server.clients.create({
    clientId: 'added',
    name: 'Added while it ran',
    grantTypes: ['client_credentials'],
    tokenEndpointAuthMethod: 'client_secret_basic',
    scopes: ['books:read'],
  })
  return {
    cookies: browser.cookies,
    opaque,
    tokens,
    lost,
    jwks,
    clientSecret,
    code: await obtainCode(world),
    used,
  }
}

async function accept(world: World, out: HandedOut): Promise<void> {
  expect(await jwksOf(world.server)).toEqual(out.jwks)
  expect((await userinfo(world, out.tokens.access_token)).status).toBe(200)
  expect(await introspectAs(world, 'notes', out.opaque.access_token)).toMatchObject({ active: true })
  const refreshed = await tokensOf(refreshAs(world, 'app', out.tokens.refresh_token))
  await tokensOf(refreshAs(world, 'app', refreshed.refresh_token))
  await expectRefusal(refreshAs(world, 'app', out.lost.refresh_token), 'invalid_grant')
  await expectRefusal(redeemAs(world, 'app', out.used), 'invalid_grant')
  await tokensOf(redeemAs(world, 'app', out.code))
  const browser = world.browser()
  for (const [name, value] of out.cookies) browser.cookies.set(name, value)
  expect(responseOf(await browser.open(authorizePath({ prompt: 'none' }))).get('code')).not.toBeNull()
  const form = { grant_type: 'client_credentials', resource: 'https://api.example.test/books' }
  await tokensOf(post(world.server, '/token', form, basic('added', out.clientSecret)))
  const elsewhere = world.browser()
  const visit = await signInAs(
    elsewhere,
    await elsewhere.open(authorizePath()),
    'bob@example.test',
    'builder',
  )
  expect(new URL(visit.url).pathname).toBe('/consent')
}

async function jwksOf(server: AuthorizationServer): Promise<unknown> {
  return (await server.fetch(new Request(`${server.issuer}/jwks`))).json()
}

/** How many records of each kind there are, those of none left out. */
export async function countRecords(url: string): Promise<Readonly<Record<string, number>>> {
  const storage = await openStorage(url)
  const counts: Record<string, number> = {}
  for (const kind of RECORD_KINDS) {
    let after: string | undefined
    do {
      const page = await storage.exportRecords(kind, { limit: 500, ...(after !== undefined && { after }) })
      if (page.records.length > 0) counts[kind] = (counts[kind] ?? 0) + page.records.length
      after = page.next
    } while (after !== undefined)
  }
  await storage.close()
  return counts
}
