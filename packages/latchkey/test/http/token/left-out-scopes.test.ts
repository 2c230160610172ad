import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  expectRefusal,
  obtainTokens,
  redeemAs,
  refreshAs,
  type TokenAnswer,
  tokensOf,
} from '../../fixtures/client-calls.ts'
import {
  authorizePath,
  booksApi,
  notesApi,
  responseOf,
  signInAs,
  testConfiguration,
} from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'
import { expectClientError } from '../front-channel.ts'
import { openNewServer } from './old-server.ts'

const world = useWorld()

const words = (scope: string) => scope.split(' ').sort()

/** Tokens of `app` after a person allowed the request, with only these boxes checked. */
async function allowOnly(asked: string, checked: readonly string[]): Promise<TokenAnswer> {
  const browser = world.browser()
  const path = authorizePath({ scope: asked, prompt: 'consent' })
  const consent = await signInAs(browser, await browser.open(path))
  const back = await browser.submit(consent, 'consent-allow', { scope: checked })
  return tokensOf(redeemAs(world, 'app', responseOf(back).get('code') ?? ''))
}

const leftOutEvents = async () =>
  (await world.server.events.list()).filter(({ name }) => name === 'grant.scopes_left_out')

describe('a client that repeats its own scopes at a refresh (RFC 6749 §6)', () => {
  const asked = 'openid profile unheard-of books:burn books:read'

  test('keeps its connection when some of them are not for it, and is told what it has', async () => {
    const first = await obtainTokens(world, 'app', { scope: asked })
    expect(words(first.scope)).toEqual(['books:read', 'openid', 'profile'])
    const second = await tokensOf(refreshAs(world, 'app', first.refresh_token, { scope: asked }))
    expect(words(second.scope)).toEqual(words(first.scope))
    const third = await tokensOf(refreshAs(world, 'app', second.refresh_token, { scope: asked }))
    expect(words(third.scope)).toEqual(words(first.scope))
  })

  test('keeps it when the person did not allow all of them', async () => {
    const scope = 'openid books:read books:write unheard-of'
    const first = await allowOnly(scope, ['books:read'])
    expect(words(first.scope)).toEqual(['books:read', 'openid'])
    const second = await tokensOf(refreshAs(world, 'app', first.refresh_token, { scope }))
    expect(words(second.scope)).toEqual(['books:read', 'openid'])
    expect(decodeJwt(second.access_token).scope).toBe(second.scope)
  })

  test('may also send them with the code, where they mean nothing (RFC 6749 §4.1.3)', async () => {
    const browser = world.browser()
    const consent = await signInAs(
      browser,
      await browser.open(authorizePath({ scope: asked, prompt: 'consent' })),
    )
    const code = responseOf(await browser.submit(consent, 'consent-allow')).get('code') ?? ''
    const tokens = await tokensOf(redeemAs(world, 'app', code, { scope: asked }))
    expect(words(tokens.scope)).toEqual(['books:read', 'openid', 'profile'])
  })

  test('gets nothing that was never requested, and is told which (RT-07; OAuth 2.1 §4.3.1)', async () => {
    const { refresh_token } = await obtainTokens(world, 'app', { scope: asked })
    const refused = refreshAs(world, 'app', refresh_token, { scope: 'openid books:write' })
    expect(await expectRefusal(refused, 'invalid_scope')).toContain(
      'not requested at /authorize: books:write',
    )
  })

  test('gets no token when nothing of what it names was granted', async () => {
    const { refresh_token } = await obtainTokens(world, 'app', { scope: asked })
    const refused = refreshAs(world, 'app', refresh_token, { scope: 'unheard-of books:burn' })
    expect(await expectRefusal(refused, 'invalid_scope')).toContain('Left out: unheard-of books:burn')
    await tokensOf(refreshAs(world, 'app', refresh_token, { scope: asked }))
  })

  test('keeps it when it may have less since', async () => {
    const { client } = await world.server.clients.create({
      name: 'Shrinking',
      redirectUris: ['https://shrinking.example.test/cb'],
      tokenEndpointAuthMethod: 'none',
      scopes: ['openid', 'profile', 'books:read'],
    })
    const { clientId: client_id } = client
    const form = {
      client_id,
      redirect_uri: 'https://shrinking.example.test/cb',
      scope: 'openid profile books:read',
    }
    const browser = world.browser()
    const consent = await signInAs(browser, await browser.open(authorizePath(form)))
    const code = responseOf(await browser.submit(consent, 'consent-allow')).get('code') ?? ''
    const first = await tokensOf(redeemAs(world, client_id, code, { client_id }))
    await world.server.clients.update(client_id, { scopes: ['openid', 'books:read'] })
    const again = { client_id, scope: form.scope }
    const second = await tokensOf(refreshAs(world, client_id, first.refresh_token, again))
    expect(words(second.scope)).toEqual(['books:read', 'openid'])
    expect((await leftOutEvents())[0]).toMatchObject({ clientId: client_id, detail: { scopes: 'profile' } })
  })
})

test('what is left out is recorded once: at the consent, and when the code is redeemed; not again at each refresh', async () => {
  const scope = 'openid books:read books:write unheard-of'
  const before = (await leftOutEvents()).length
  const { refresh_token } = await allowOnly(scope, ['books:read'])
  await tokensOf(refreshAs(world, 'app', refresh_token))
  await tokensOf(refreshAs(world, 'app', refresh_token, { scope }))
  const events = await leftOutEvents()
  expect(events.length - before).toBe(1)
  const about = { clientId: 'app', accountId: 'alice-id', outcome: 'success', grantId: expect.any(String) }
  expect(events[0]).toMatchObject(about)
  expect(words(String(events[0]?.detail?.scopes))).toEqual(['books:write', 'unheard-of'])
  const [consent] = (await world.server.events.list()).filter(({ name }) => name === 'consent.allowed')
  expect(consent?.detail).toEqual({ leftOutScopes: 'unheard-of books:write' })
})

test('scopes that are too many to be remembered are refused, and said to be (GEN-07)', async () => {
  const visit = await world.browser().open(authorizePath({ scope: `openid ${'x'.repeat(1025)}` }))
  expectClientError(visit, 'invalid_scope')
  expect(responseOf(visit).get('error_description')).toContain('more than 1024 characters')
})

test('a refresh token of the server before us loses what its client may not have, however often it asks', async () => {
  const moved = await openNewServer()
  const scope = 'openid profile books:read retired'
  const token = moved.old.issue({ scopes: scope.split(' ') })
  const first = await tokensOf(refreshAs(moved.world, 'app', token, { scope }))
  expect(words(first.scope)).toEqual(['books:read', 'openid', 'profile'])
  const second = await tokensOf(refreshAs(moved.world, 'app', first.refresh_token, { scope }))
  expect(words(second.scope)).toEqual(words(first.scope))
  await moved.world.close()
})

describe('scopes of two APIs without a resource (RFC 8707 §2; RFC 9068 §3)', () => {
  const scope = 'openid books:read notes:read'
  const plain = (testConfiguration.clients ?? []).map((client) =>
    client.clientId === 'app' ? { ...client, defaultResource: booksApi } : client,
  )
  const sorted = useWorld({ clients: plain })

  test.each([scope, undefined])('go back to the client before anybody is asked: %s', async (asked) => {
    const visit = await world.browser().open(authorizePath({ scope: asked }))
    expectClientError(visit, 'invalid_target')
    const description = responseOf(visit).get('error_description')
    expect(description).toContain(booksApi)
    expect(description).toContain(notesApi)
  })

  test('are for the default API of the client, and only that is on the page, in the token and at each refresh', async () => {
    const browser = sorted.browser()
    const consent = await signInAs(browser, await browser.open(authorizePath({ scope })))
    expect(consent.html).toContain('See your books')
    expect(consent.html).not.toContain('See your notes')
    const code = responseOf(await browser.submit(consent, 'consent-allow')).get('code') ?? ''
    const first = await tokensOf(redeemAs(sorted, 'app', code))
    expect(words(first.scope)).toEqual(['books:read', 'openid'])
    const second = await tokensOf(refreshAs(sorted, 'app', first.refresh_token, { scope }))
    expect(words(second.scope)).toEqual(['books:read', 'openid'])
    const notes = refreshAs(sorted, 'app', second.refresh_token, { resource: notesApi })
    await expectRefusal(notes, 'invalid_target')
  })

  test('are for both where both are named, and tokens without a resource are then for the default one', async () => {
    const first = await obtainTokens(sorted, 'app', { scope, resource: [booksApi, notesApi] })
    expect(words(first.scope)).toEqual(['books:read', 'openid'])
    const notes = await tokensOf(refreshAs(sorted, 'app', first.refresh_token, { resource: notesApi }))
    expect(notes.scope).toBe('notes:read')
  })
})
