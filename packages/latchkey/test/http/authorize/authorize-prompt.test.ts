import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { redeemAs, tokensOf } from '../../fixtures/client-calls.ts'
import {
  authorizeFully,
  authorizePath,
  openWorld,
  redeem,
  responseOf,
  signInAs,
} from '../../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../../fixtures/use-world.ts'
import { expectClientError, expectCode, pathOf, sessionCookieOf } from '../front-channel.ts'

const world = useWorldPerTest()
const browser = useBrowser(world)

const open = (changes: Record<string, string | undefined>) => browser.open(authorizePath(changes))

async function claimsOf(code: string) {
  return decodeJwt((await (await redeem(world.server, code)).json()).id_token)
}

async function idTokenOf(user = 'alice@example.test', password = 'wonderland'): Promise<string> {
  const response = await authorizeFully(world.browser(), { scope: 'openid' }, user, password)
  return (await (await redeem(world.server, response.get('code') ?? '')).json()).id_token
}

describe('prompt=none shows nothing (OpenID Connect Core §3.1.2.6)', () => {
  test('and starts no session', async () => {
    expectClientError(await open({ prompt: 'none' }), 'login_required')
    expect(sessionCookieOf(browser)).toBeUndefined()
  })

  test('and answers consent_required, then a code once there is a yes', async () => {
    const consent = await signInAs(browser, await open({}))
    expectClientError(await open({ prompt: 'none' }), 'consent_required')
    await browser.submit(consent, 'consent-allow')
    expectCode(await open({ prompt: 'none' }))
    expectClientError(await open({ prompt: 'none', scope: 'openid profile email' }), 'consent_required')
  })

  test('and is refused for a person who signed in too long ago', async () => {
    await authorizeFully(browser)
    world.clock.advance(10)
    expectClientError(await open({ prompt: 'none', max_age: '9' }), 'login_required')
    expectCode(await open({ prompt: 'none', max_age: '10' }))
  })

  test('not even for an account that was disabled meanwhile', async () => {
    await authorizeFully(browser)
    await world.server.accounts.update('alice-id', { disabled: true })
    expectClientError(await open({ prompt: 'none' }), 'login_required')
  })
})

describe('proving oneself again (OpenID Connect Core §3.1.2.1)', () => {
  test.each([{ prompt: 'login' }, { max_age: '0' }, { max_age: '59' }])(
    '%j asks for the password and the new auth_time is true',
    async (changes) => {
      const first = await claimsOf((await authorizeFully(browser, { max_age: '100' })).get('code') ?? '')
      world.clock.advance(60)
      const page = await open(changes)
      expect(pathOf(page)).toBe('/sign-in')
      expect(page.html).toContain('value="alice@example.test"')
      const again = await claimsOf(expectCode(await signInAs(browser, page)))
      expect(again.auth_time).toBe(world.clock.now())
      expect(Number(again.auth_time) - Number(first.auth_time)).toBe(60)
    },
  )

  test('max_age that is not reached asks nothing', async () => {
    await authorizeFully(browser)
    world.clock.advance(60)
    const claims = await claimsOf(expectCode(await open({ max_age: '10000' })))
    expect(claims.auth_time).toBe(world.clock.now() - 60)
  })

  test('cancelling leaves the old session as it was: neither gone nor fresher (CVE-2023-6787)', async () => {
    await authorizeFully(browser)
    const before = sessionCookieOf(browser)
    world.clock.advance(60)
    expectClientError(
      await browser.submit(await open({ prompt: 'login' }), 'sign-in-cancel'),
      'access_denied',
    )
    expect(sessionCookieOf(browser)).toBe(before)
    const claims = await claimsOf(expectCode(await open({ max_age: '10000' })))
    expect(claims.auth_time).toBe(world.clock.now() - 60)
  })

  test('cannot be walked round: by the consent page, by choosing an account, or by a wrong password', async () => {
    await authorizeFully(browser)
    const page = await open({ prompt: 'login' })
    const { search } = new URL(page.url)
    expect(pathOf(await browser.open(`/consent${search}`))).toBe('/sign-in')
    const choice = await browser.open(`/choose-account${search}`)
    const session = /name="session" value="([^"]+)"/.exec(choice.html)?.[1] ?? ''
    const chosen = await browser.submit(choice, 'choose-account-cancel', { action: [], session })
    expect(pathOf(chosen)).toBe('/sign-in')
    const wrong = await signInAs(browser, page, 'alice@example.test', 'wrong')
    expect([wrong.status, pathOf(wrong)]).toEqual([422, '/sign-in'])
    expectClientError(await open({ prompt: 'none', max_age: '0' }), 'login_required')
  })

  test('counts for the request it was asked by, and for no other', async () => {
    await authorizeFully(browser)
    expectCode(await signInAs(browser, await open({ prompt: 'login' })))
    expect(pathOf(await open({ prompt: 'login' }))).toBe('/sign-in')
  })
})

test('prompt=consent asks again (OpenID Connect Core §3.1.2.1)', async () => {
  await authorizeFully(browser)
  expect(pathOf(await open({ prompt: 'consent' }))).toBe('/consent')
})

test('login and consent together ask for both', async () => {
  await authorizeFully(browser)
  const page = await open({ prompt: 'login consent' })
  expect(pathOf(page)).toBe('/sign-in')
  expect(pathOf(await signInAs(browser, page))).toBe('/consent')
})

describe('id_token_hint (OpenID Connect Core §3.1.2.1)', () => {
  test('of the person who is here is as good as none, expired or not', async () => {
    const id_token_hint = await idTokenOf()
    await authorizeFully(browser)
    world.clock.advance(2 * 3600)
    expectCode(await open({ prompt: 'none', id_token_hint }))
  })

  test('of somebody else: login_required, or their sign-in; whoever is here is not taken for them', async () => {
    const id_token_hint = await idTokenOf('bob@example.test', 'builder')
    await authorizeFully(browser)
    expectClientError(await open({ prompt: 'none', id_token_hint }), 'login_required')
    const page = await open({ id_token_hint, scope: 'openid' })
    expect(pathOf(page)).toBe('/sign-in')
    expectClientError(await signInAs(browser, page), 'login_required')
    const asBob = await signInAs(
      browser,
      await open({ id_token_hint, scope: 'openid' }),
      'bob@example.test',
      'builder',
    )
    expect((await claimsOf(expectCode(asBob))).sub).toBe('bob-id')
  })

  test('that is not an ID token of ours is refused', async () => {
    const [header, payload] = (await idTokenOf()).split('.')
    const tokens = await (
      await redeem(world.server, (await authorizeFully(browser)).get('code') ?? '')
    ).json()
    for (const id_token_hint of [
      `${header}.${payload}.`,
      'x',
      `${header}.${payload}.AAAA`,
      tokens.access_token,
    ])
      expectClientError(await open({ id_token_hint }), 'invalid_request')
  })

  test("of another client is refused: it is about that client's session", async () => {
    const asked = { client_id: 'spa', redirect_uri: 'https://spa.example.test/cb', scope: 'openid' }
    const code = (await authorizeFully(browser, asked)).get('code') ?? ''
    const { id_token } = await tokensOf(redeemAs(world, 'spa', code))
    expectClientError(await open({ id_token_hint: id_token }), 'invalid_request')
    const own = await open({ ...asked, prompt: 'none', id_token_hint: id_token })
    expect(responseOf(own).has('code')).toBe(true)
  })
})

describe('claims (OpenID Connect Core §5.5.1)', () => {
  const subOf = (value: string) => JSON.stringify({ id_token: { sub: { value } } })

  test('a sub that is asked for is met, or the request fails', async () => {
    await authorizeFully(browser)
    expectCode(await open({ prompt: 'none', claims: subOf('alice-id') }))
    expectClientError(await open({ prompt: 'none', claims: subOf('bob-id') }), 'login_required')
    expectClientError(await signInAs(browser, await open({ claims: subOf('bob-id') })), 'login_required')
  })

  test('an essential acr is met, or the request fails; a voluntary one is a wish (§5.5.1.1)', async () => {
    const acr = (essential: boolean) =>
      JSON.stringify({ id_token: { acr: { essential, values: ['urn:gold'] } } })
    await authorizeFully(browser)
    expectClientError(await open({ claims: acr(true) }), 'unmet_authentication_requirements')
    expectCode(await open({ claims: acr(false) }))
  })

  test('an essential acr that no sign-in here satisfies is refused before anybody types a password', async () => {
    const claims = JSON.stringify({ id_token: { acr: { essential: true, values: ['urn:gold'] } } })
    const visit = await open({ claims })
    expectClientError(visit, 'unmet_authentication_requirements')
    expect(responseOf(visit).get('error_description')).toBe('A sign-in here satisfies no acr')
  })

  test('acr_values with nothing configured are a wish that nobody grants: a code, and no acr in any token (OIDC-19)', async () => {
    const response = await authorizeFully(world.browser(), { acr_values: 'urn:gold urn:silver' })
    const tokens = await (await redeem(world.server, response.get('code') ?? '')).json()
    for (const token of [tokens.id_token, tokens.access_token])
      expect(decodeJwt(token)).not.toHaveProperty('acr')
  })

  test('an acr that the operator vouches for is met, whichever of them is asked for (STEP-01; RFC 9470 §5)', async () => {
    const golden = await openWorld({ acrValues: ['urn:gold', 'urn:silver'] })
    const essential = (value: string) => JSON.stringify({ id_token: { acr: { essential: true, value } } })
    const acrOf = async (asked: Record<string, string>) => {
      const response = await authorizeFully(golden.browser(), asked)
      const tokens = await (await redeem(golden.server, response.get('code') ?? '')).json()
      expect(decodeJwt(tokens.access_token).acr).toBe(decodeJwt(tokens.id_token).acr)
      return decodeJwt(tokens.id_token).acr
    }
    expect(await acrOf({})).toBe('urn:gold')
    expect(await acrOf({ acr_values: 'urn:platinum urn:silver' })).toBe('urn:silver')
    expect(await acrOf({ claims: essential('urn:gold') })).toBe('urn:gold')
    expect(await acrOf({ claims: essential('urn:silver') })).toBe('urn:silver')
    await golden.server.close()
  })

  test.each([
    [{ prompt: 'none' }, 'Nobody is signed in'],
    [{ prompt: 'none', claims: subOf('alice-id') }, 'The person that id_token_hint or claims names'],
  ])('a refusal of %j says why', async (asked, words) => {
    expect(responseOf(await world.browser().open(authorizePath(asked))).get('error_description')).toContain(
      words,
    )
  })
})

test('login_hint fills in the name, inert, and chooses nobody (OpenID Connect Core §3.1.2.1)', async () => {
  const login_hint = '"><script>alert(1)</script>'
  const page = await open({ login_hint })
  expect(page.html).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
  expect(page.html).not.toContain('<script>alert')
  await authorizeFully(browser)
  expect((await claimsOf(expectCode(await open({ login_hint: 'bob@example.test' })))).sub).toBe('alice-id')
})

test('ui_locales chooses the language, and nonsense does not break the page (OpenID Connect Core §3.1.2.1)', async () => {
  expect((await open({ ui_locales: 'xx de' })).html).toContain('<html lang="de"')
  for (const ui_locales of ['"><script>', '../../etc', '_ - --', 'de'.repeat(500)])
    expect((await open({ ui_locales })).status).toBe(200)
})
