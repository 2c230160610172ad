import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { toText, type Visit } from '../../../src/testing/scripted-browser.ts'
import { expectRefusal, redeemAs, refreshAs, tokensOf } from '../../fixtures/client-calls.ts'
import { authorizePath, booksApi, issuer, notesApi, signInAs } from '../../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../../fixtures/use-world.ts'
import { expectClientError, expectCode, pathOf } from '../front-channel.ts'

const world = useWorldPerTest()
const browser = useBrowser(world)

/** A request for these scopes at these APIs. */
const pathFor = (scope: string | undefined, ...resources: string[]) =>
  resources.reduce((path, uri) => `${path}&resource=${encodeURIComponent(uri)}`, authorizePath({ scope }))
const openConsent = async (scope: string, ...resources: string[]): Promise<Visit> => {
  const visit = await browser.open(pathFor(scope, ...resources))
  return pathOf(visit) === '/sign-in' ? signInAs(browser, visit) : visit
}

describe('an API that is requested without any of its scopes', () => {
  test('stands on the consent page by its name, for its token names the person even so (OAuth 2.1 §7.9)', async () => {
    const page = await openConsent('openid', booksApi, notesApi)
    expect(toText(page.html)).toContain('Use Books on your behalf')
    expect(toText(page.html)).toContain('Use Notes on your behalf')
    expect(toText(page.html)).toContain(booksApi)
    const code = expectCode(await browser.submit(page, 'consent-allow'))
    const { access_token } = await tokensOf(redeemAs(world, 'app', code, { resource: notesApi }))
    expect(access_token).toBeTruthy()
  })

  test('can be refused: then it is in no token, at redemption or later (RFC 8707 §2.2)', async () => {
    const page = await openConsent('openid offline_access', booksApi)
    const code = expectCode(await browser.submit(page, 'consent-allow', { resource: [] }))
    const [event] = (await world.server.events.list()).filter(({ name }) => name === 'consent.allowed')
    expect(event?.detail).toEqual({ refusedResources: booksApi })
    await expectRefusal(redeemAs(world, 'app', code, { resource: booksApi }), 'invalid_target')
    const tokens = await tokensOf(redeemAs(world, 'app', code))
    expect(decodeJwt(tokens.access_token).aud).toBe(issuer)
    await expectRefusal(
      refreshAs(world, 'app', tokens.refresh_token, { resource: booksApi }),
      'invalid_target',
    )
  })

  test('is asked about again when it was refused, and when only other things were allowed', async () => {
    const page = await openConsent('openid', booksApi, notesApi)
    expectCode(await browser.submit(page, 'consent-allow', { resource: [booksApi] }))
    expectCode(await browser.open(pathFor('openid', booksApi)))
    const again = await browser.open(pathFor('openid', booksApi, notesApi))
    expect(pathOf(again)).toBe('/consent')
    expect(toText(again.html)).toMatch(/It will be able to .*Notes.* It can already .*Books/)
    expectClientError(await browser.open(`${pathFor('openid', notesApi)}&prompt=none`), 'consent_required')
  })

  test('that was allowed before and is unchecked now is asked about again', async () => {
    expectCode(
      await browser.submit(await openConsent('openid books:read', booksApi, notesApi), 'consent-allow'),
    )
    const page = await browser.open(`${pathFor('openid books:read', booksApi, notesApi)}&prompt=consent`)
    expectCode(await browser.submit(page, 'consent-allow', { resource: [] }))
    expectCode(await browser.open(pathFor('openid books:read', booksApi)))
    expect(pathOf(await browser.open(pathFor('openid', notesApi)))).toBe('/consent')
  })

  test('is not allowed by a form that names another', async () => {
    const page = await openConsent('openid', booksApi)
    const code = expectCode(await browser.submit(page, 'consent-allow', { resource: [notesApi, issuer] }))
    const tokens = await tokensOf(redeemAs(world, 'app', code))
    expect(decodeJwt(tokens.access_token).aud).toBe(issuer)
  })

  test('is left when the scopes of another are refused, and is nothing when it is refused as well', async () => {
    const page = await openConsent('books:read', booksApi, notesApi)
    const code = expectCode(await browser.submit(page, 'consent-allow', { scope: [] }))
    await expectRefusal(redeemAs(world, 'app', code, { resource: booksApi }), 'invalid_target')
    await tokensOf(redeemAs(world, 'app', code, { resource: notesApi }))
    const again = await openConsent('books:read', booksApi, notesApi)
    const nothing = { scope: [], resource: [] }
    expectClientError(await browser.submit(again, 'consent-allow', nothing), 'access_denied')
  })
})

test('an API goes with the last of its scopes, and a token for it is refused', async () => {
  const page = await openConsent('openid books:read books:write', booksApi)
  const code = expectCode(await browser.submit(page, 'consent-allow', { scope: [] }))
  await expectRefusal(redeemAs(world, 'app', code, { resource: booksApi }), 'invalid_target')
  expect(decodeJwt((await tokensOf(redeemAs(world, 'app', code))).access_token).aud).toBe(issuer)
})

test('how long access lasts is nothing by itself: with every API refused it is a no (OpenID Connect Core §11)', async () => {
  const page = await openConsent('offline_access books:read')
  expectClientError(await browser.submit(page, 'consent-allow', { scope: [] }), 'access_denied')
})

test('a code ends with the consent to its API, not only with that to its scopes (ASVS 7.4.2)', async () => {
  const code = expectCode(await browser.submit(await openConsent('openid', booksApi), 'consent-allow'))
  await world.server.grants.revokeAll({ accountId: 'alice-id', clientId: 'app' })
  await browser.submit(await openConsent('openid'), 'consent-allow')
  await expectRefusal(redeemAs(world, 'app', code), 'invalid_grant')
})

test('a request that names more APIs than a person would read is invalid_target (RFC 8707 §2)', async () => {
  const many = Array.from({ length: 33 }, () => booksApi)
  expectClientError(await browser.open(pathFor('openid', ...many)), 'invalid_target')
  expect(pathOf(await browser.open(pathFor('openid', ...many.slice(1))))).toBe('/sign-in')
})
