import { type SignIn, signIn } from 'latchkey-connect/client/fetch'
import { protect, requireScopes } from 'latchkey-connect/resource-server/fetch'
import { describe, expect, test } from 'vitest'
import type { ScriptedBrowser } from '../../src/testing/scripted-browser.ts'
import {
  type EveryKindOfToken,
  openWithEveryKind,
  redirectUriOfWeb,
  type ThingName,
} from '../fixtures/every-kind-of-token.ts'
import { openedForAll } from '../fixtures/opened.ts'
import { booksApi, issuer, signInAs, type World } from '../fixtures/server-without-network.ts'

/*
 * Every kind of thing that the server hands out, at an API of latchkey-connect and as the ID token of an
 * app's sign-in (JWT-07, AT-01; RFC 8725 §3.12): each takes its own kind alone, also where the `typ` of
 * access tokens is `JWT`, as that of ID tokens may be.
 */

type Change = (answer: Record<string, unknown>) => Record<string, unknown>

/** Sends the other end's requests to this server, and changes what the token endpoint answers. */
function fetchFrom({ server }: World, change: Change = (answer) => answer) {
  return async (url: string, init?: RequestInit) => {
    const response = await server.fetch(new Request(url, init))
    return url.endsWith('/token') ? Response.json(change(await response.json())) : response
  }
}

function openApi(world: World, tokenTypes?: readonly string[]) {
  const options = { issuer, audience: booksApi, fetch: fetchFrom(world), onRefused: () => {} }
  const guard = protect({ ...options, ...(tokenTypes && { tokenTypes }) })
  const handler = guard(requireScopes('books:read')(() => new Response('books')))
  return async (token: string) =>
    (await handler(new Request(booksApi, { headers: { authorization: `Bearer ${token}` } }))).status
}

/** An app, and one person who signs in to it again and again: does it take this ID token? */
function openApp(world: World) {
  let changed: Change = (answer) => answer
  const app: SignIn = signIn({
    issuer,
    clientId: 'web',
    url: new URL(redirectUriOfWeb).origin,
    sessions: 'memory:',
    logger: false,
    fetch: fetchFrom(world, (answer) => changed(answer)),
  })
  const browser = world.browser()
  return {
    async statusWith(change: Change) {
      changed = change
      const started = await app.startSignIn(new Request(new URL('/', redirectUriOfWeb)))
      const back = await signInAt(browser, started.headers.get('location') ?? '')
      const cookie = started.headers.getSetCookie().map((one) => one.split(';')[0])
      const returned = new Request(back, { headers: { cookie: cookie.join('; ') } })
      return (await app.handle(returned))?.status
    },
    close: () => app.close(),
  }
}

async function signInAt(browser: ScriptedBrowser, authorizationUrl: string): Promise<string> {
  const visit = await browser.open(authorizationUrl)
  return visit.html.includes('id="sign-in"') ? (await signInAs(browser, visit)).url : visit.url
}

async function opened(typ: 'at+jwt' | 'JWT') {
  const { world, things } = await openWithEveryKind(typ)
  return { world, things, close: () => world.close() }
}

const entriesOf = (things: EveryKindOfToken['things']) =>
  Object.entries(things) as (readonly [ThingName, string])[]

describe.each(['at+jwt', 'JWT'] as const)('where access tokens have the type %s,', (typ) => {
  const every = openedForAll(() => opened(typ))

  test.each<readonly [string, readonly string[] | undefined]>([
    ['at+jwt alone', undefined],
    ['JWT alone', ['JWT']],
    ['both types', ['at+jwt', 'JWT']],
  ])(
    'an API that accepts %s takes an access token for it of such a type, and nothing else',
    async (_, types) => {
      const statusOf = openApi(every.world, types)
      const accepts = (types ?? ['at+jwt']).includes(typ)
      for (const [name, thing] of entriesOf(every.things)) {
        const isTaken = name === 'access token of an API' && accepts
        expect(await statusOf(thing), name).toBe(isTaken ? 200 : 401)
      }
    },
  )

  test('a sign-in takes the ID token that was issued for it, and nothing in its place', async () => {
    const app = openApp(every.world)
    expect(await app.statusWith((answer) => answer)).toBe(302)
    for (const [name, id_token] of entriesOf(every.things)) {
      expect(await app.statusWith((answer) => ({ ...answer, id_token })), name).toBeGreaterThanOrEqual(400)
    }
    expect(await app.statusWith((answer) => ({ ...answer, id_token: answer.access_token }))).toBe(400)
    await app.close()
  })
})
