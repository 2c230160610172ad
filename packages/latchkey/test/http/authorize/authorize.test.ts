import { describe, expect, test } from 'vitest'
import { openStorage, type Storage } from '../../../src/index.ts'
import { createSealer } from '../../../src/keys/create-sealer.ts'
import { systemRandom } from '../../../src/keys/system-random.ts'
import { readForm, type Visit } from '../../../src/testing/scripted-browser.ts'
import {
  authorizeFully,
  authorizePath,
  issuer,
  openWorld,
  redeem,
  responseOf,
  signInAs,
  testConfiguration,
} from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'
import { expectClientError, expectCode, expectErrorPage, pathOf } from '../front-channel.ts'

const world = useWorld()

const open = (changes: Record<string, string | undefined>) => world.browser().open(authorizePath(changes))
const openRaw = (more: string) => world.browser().open(`${authorizePath()}&${more}`)

describe('never a redirect (OAuth 2.1 §4.1.2.1)', () => {
  test.each([
    ['client_id=other', 'a doubled client_id'],
    ['client_id=app', 'the same client_id twice'],
    ['client_id=', 'a doubled client_id, once empty'],
    ['redirect_uri=https://app.example.test/cb', 'a doubled redirect_uri'],
    ['redirect_uri=', 'a doubled redirect_uri, once empty'],
    ['redirect_uri=https://evil.test/cb', 'two redirect_uris, one of them good'],
  ])('after %s: %s', async (more) => expectErrorPage(await openRaw(more)))

  test('to an unknown client and to a disabled one, which look the same', async () => {
    const { client } = await world.server.clients.create({
      name: 'Gone',
      redirectUris: ['https://gone.example.test/cb'],
      disabled: true,
    })
    const redirect_uri = 'https://gone.example.test/cb'
    const disabled = await open({ client_id: client.clientId, redirect_uri })
    const unknown = await open({ client_id: 'nobody', redirect_uri })
    expectErrorPage(disabled)
    const withoutIds = (html: string) => html.replace(/<code>[0-9a-f-]{36}<\/code>/g, '')
    expect(withoutIds(disabled.html)).toBe(withoutIds(unknown.html))
  })

  test.each([undefined, '', 'a\0b', '__proto__', 'constructor', "' OR 1=1 --", 'x'.repeat(5000)])(
    'to client_id %j',
    async (client_id) => expectErrorPage(await open({ client_id })),
  )
})

describe('errors go back to the client with state and iss (RFC 6749 §4.1.2.1; RFC 9207 §2)', () => {
  test.each([
    ['a missing response_type', { response_type: undefined }, 'invalid_request'],
    [
      'a parameter name in other case',
      { response_type: undefined, Response_Type: 'code' },
      'invalid_request',
    ],
    ...['token', 'id_token token', 'code token', 'code id_token', 'id_token code', 'foo'].map(
      (response_type) => [response_type, { response_type }, 'unsupported_response_type'] as const,
    ),
    ['a quote in scope', { scope: 'openid "x"' }, 'invalid_scope'],
    ['an emoji in scope', { scope: 'openid 🔑' }, 'invalid_scope'],
    ['a scope that the client may not have', { scope: 'books:burn' }, 'invalid_scope'],
    ['an unknown resource', { resource: 'https://nowhere.example.test' }, 'invalid_target'],
    ['an unknown response_mode', { response_mode: 'foo' }, 'invalid_request'],
    ['request', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
    ['request_uri', { request_uri: 'http://169.254.169.254/' }, 'request_uri_not_supported'],
    ['registration', { registration: '{}' }, 'registration_not_supported'],
    ['claims that are no JSON', { claims: '{"a' }, 'invalid_request'],
    ['prompt=none with another', { prompt: 'none login' }, 'invalid_request'],
    ['an unknown prompt', { prompt: 'create' }, 'invalid_request'],
    ['a max_age that is no number', { max_age: 'soon' }, 'invalid_request'],
    ['a state that is too long', { state: 'x'.repeat(4097) }, 'invalid_request'],
    [
      'a forged id_token_hint',
      { id_token_hint: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJib2ItaWQifQ.' },
      'invalid_request',
    ],
    ['no session, for prompt=none', { prompt: 'none' }, 'login_required'],
  ] as const)('%s', async (_, changes, error) => {
    const state = 'state' in changes ? changes.state : 'the-state'
    expectClientError(await open(changes), error, { state })
  })

  test('a client without the code grant is told so (ASVS 10.4.4)', async () => {
    const { client } = await world.server.clients.create({
      name: 'Machine',
      grantTypes: ['client_credentials'],
      redirectUris: ['https://machine.example.test/cb'],
      scopes: ['books:read'],
      verified: true,
    })
    const redirect_uri = 'https://machine.example.test/cb'
    expectClientError(await open({ client_id: client.clientId, redirect_uri }), 'unauthorized_client', {
      redirectUri: redirect_uri,
    })
  })

  test.each(['scope=openid', 'state=two', 'nonce=a&nonce=b', 'code_challenge_method=S256', 'foo=1&foo=2'])(
    'a parameter twice: %s (OAuth 2.1 §3.1)',
    async (more) => expectClientError(await openRaw(more), 'invalid_request'),
  )

  test('with form_post, errors are posted too, inert whatever state holds (Form Post Response Mode §2)', async () => {
    const state = '"><script>alert(1)</script></form>\'&amp;'
    const visit = await open({ response_mode: 'form_post', scope: 'unheard-of', state })
    expect(visit.status).toBe(200)
    const fields = fieldsOf(visit)
    expect(fields).toMatchObject({ error: 'invalid_scope', state, iss: issuer })
    expect(visit.html).not.toContain('<script>alert')
    expect(visit.html.match(/<\/form>/g)).toHaveLength(1)
  })

  test('with response_mode=fragment, errors come in the fragment, and nothing in the query (Multiple Response Types §2.1)', async () => {
    const { url } = await open({ response_mode: 'fragment', scope: 'unheard-of' })
    const [address, fragment] = url.split('#')
    expect(address).toBe('https://app.example.test/cb')
    expect(Object.fromEntries(new URLSearchParams(fragment))).toMatchObject({
      error: 'invalid_scope',
      state: 'the-state',
      iss: issuer,
    })
  })

  test('error texts keep to their characters, whatever came in (RFC 6749 §4.1.2.1)', async () => {
    for (const junk of ['"quotes"', 'back\\slash', 'line\r\nbreak', 'tab\t', 'é🔑'])
      for (const name of ['scope', 'prompt', 'claims', 'response_type', 'max_age', 'resource'])
        expect(responseOf(await open({ [name]: junk })).get('error_description')).toMatch(
          /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/,
        )
  })
})

describe('state', () => {
  test.each([
    '%20 + & = é',
    'a+b',
    '%00',
    'line\r\nSet-Cookie: a=b',
    '"><script>',
    '日本🔑',
    's'.repeat(2048),
    ' ',
  ])('%j comes back as it went, on success and on error (RFC 6749 §4.1.2)', async (state) => {
    const response = await authorizeFully(world.browser(), { state })
    expect([response.get('state'), response.has('code')]).toEqual([state, true])
    expectClientError(await open({ state, scope: 'unheard-of' }), 'invalid_scope', { state })
  })

  test.each([undefined, ''])('%j does not come back at all', async (state) => {
    expectClientError(await open({ state, scope: 'unheard-of' }), 'invalid_scope', { state: null })
    expect((await authorizeFully(world.browser(), { state })).has('state')).toBe(false)
  })
})

describe('a good request', () => {
  test('leads to sign-in and no code, when nobody is signed in (OAuth 2.1 §3.1)', async () => {
    const visit = await world.browser().open(authorizePath())
    expect([visit.status, pathOf(visit)]).toEqual([200, '/sign-in'])
    expect(visit.html).toContain('<h1>Sign in</h1>')
  })

  test('may come by POST (OpenID Connect Core §3.1.2.1)', async () => {
    const browser = world.browser()
    const body = authorizePath({ state: 'a b&c=é#"' }).split('?')[1] ?? ''
    const answer = await world.server.fetch(
      new Request(`${issuer}/authorize`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://app.example.test' },
      }),
    )
    expect(answer.status).toBe(303)
    const visit = await signInAs(browser, await browser.open(answer.headers.get('location') ?? ''))
    const back = visit.html.includes('consent-allow') ? await browser.submit(visit, 'consent-allow') : visit
    const response = responseOf(back)
    expect(response.get('state')).toBe('a b&c=é#"')
    expect(response.has('code')).toBe(true)
  })

  test.each([
    { foo: 'bar' },
    { nonce: undefined },
    { display: 'popup' },
    { display: 'unheard-of' },
    { ui_locales: 'de fr-CA !!' },
    { claims_locales: 'de' },
    { acr_values: 'urn:a urn:b' },
    { login_hint: '"><script>alert(1)</script>' },
    { scope: 'openid unheard-of' },
    { code_challenge_method: 'S256' },
    { response_mode: 'query' },
    { claims: '{"userinfo":{"unheard-of":{"essential":true}},"future":1}' },
    { prompt: '', max_age: '', request: '', claims: '', id_token_hint: '' },
  ])('succeeds with %j (OpenID Connect Core §3.1.2.1, §15.1; OAuth 2.1 §3.1)', async (changes) => {
    expect((await authorizeFully(world.browser(), changes)).get('code')).toBeTruthy()
  })

  test('loses the scopes that nobody knows, and nothing else (OpenID Connect Core §3.1.2.1)', async () => {
    const response = await authorizeFully(world.browser(), { scope: 'openid email unheard-of' })
    const tokens = await (await redeem(world.server, response.get('code') ?? '')).json()
    expect(tokens.scope.split(' ')).toEqual(['openid', 'email'])
  })

  test('may be answered in the fragment, with code, state and iss, after one of our pages too (Multiple Response Types §2.1; RFC 9207 §2)', async () => {
    const browser = world.browser()
    const asked = authorizePath({ response_mode: 'fragment', scope: 'openid books:read' })
    const consent = await signInAs(browser, await browser.open(asked), 'bob@example.test', 'builder')
    for (const { url } of [await browser.submit(consent, 'consent-allow'), await browser.open(asked)]) {
      const [address, fragment] = url.split('#')
      expect(address).toBe('https://app.example.test/cb')
      const { code = '', ...rest } = Object.fromEntries(new URLSearchParams(fragment))
      expect(rest).toEqual({ state: 'the-state', iss: issuer })
      expect((await redeem(world.server, code)).status).toBe(200)
    }
  })

  test('may be answered by a form: posted to the client, with code, state and iss (Form Post Response Mode §2)', async () => {
    const browser = world.browser()
    const state = '"><script>alert(1)</script>'
    const consent = await signInAs(
      browser,
      await browser.open(authorizePath({ response_mode: 'form_post', state })),
      'carol@example.test',
      'christmas',
    )
    const page = await browser.submit(consent, 'consent-allow')
    expect(page.status).toBe(200)
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.html).toContain('action="https://app.example.test/cb"')
    const { code, ...rest } = fieldsOf(page)
    expect(rest).toEqual({ state, iss: issuer })
    expect(page.html).not.toContain('<script>alert')
    expect(page.headers.get('content-security-policy')).not.toMatch(/unsafe|form-action/)
    expect(page.html).toContain('id="form-post"')
    expect((await redeem(world.server, code ?? '')).status).toBe(200)
  })

  test('gets a code that says nothing to whoever reads it: no person, no challenge (OAuth 2.1 §4.1.2)', async () => {
    const response = await authorizeFully(world.browser())
    const code = response.get('code') ?? ''
    const bytes = code.split(/[._]/).map((part) => Buffer.from(part, 'base64url').toString('latin1'))
    for (const text of [code, ...bytes]) expect(text).not.toMatch(/alice|wonderland|E9Melhoa|app\.example/)
    expect(code.length).toBeLessThan(2000)
  })

  test('gets another code each time', async () => {
    const browser = world.browser()
    await authorizeFully(browser)
    const codes = await Promise.all(
      Array.from({ length: 50 }, async () => expectCode(await browser.open(authorizePath()))),
    )
    expect(new Set(codes).size).toBe(50)
  })
})

test('no address on the way holds a token, a session or a password (OAuth 2.1 §7.1)', async () => {
  const browser = world.browser()
  const signIn = await browser.open(authorizePath({ prompt: 'consent' }))
  const consent = await signInAs(browser, signIn)
  const back = await browser.submit(consent, 'consent-allow')
  const sessionId = browser.cookies.get('__Host-latchkey-session')?.split('.')[0] ?? 'none'
  for (const { url } of [signIn, consent, back]) {
    expect(url).not.toMatch(/access_token|id_token|wonderland/)
    expect(url).not.toContain(sessionId)
  }
  expect([...responseOf(back).keys()]).toEqual(['code', 'state', 'iss'])
})

test('a code still has the member without which a node of an earlier version refuses it', async () => {
  const code = (await authorizeFully(world.browser())).get('code') ?? ''
  const sealer = createSealer([testConfiguration.secret ?? ''], issuer, systemRandom)
  expect(sealer.unseal('authorization_code', code)).toMatchObject({ requireAuthTime: true })
})

test('two issuers in one process each say who they are, and neither takes the codes or cookies of the other (RFC 9207)', async () => {
  const second = await openWorld({ issuer: 'https://id2.example.test' })
  const browser = second.browser()
  const response = await authorizeFully(browser)
  expect(response.get('iss')).toBe('https://id2.example.test')
  expect((await redeem(world.server, response.get('code') ?? '')).status).toBe(400)
  await second.server.close()
})

test.each([
  ['a failing database', { storage: await brokenStorage() }, 503, 'Not available just now'],
  ['a mistake of ours', { pages: { consent: brokenPage } }, 500, 'Something went wrong'],
])(
  '%s is a plain page with a request id, and nobody is sent anywhere (RFC 6749 §4.1.2.1)',
  async (_, changes, status, heading) => {
    const broken = await openWorld(changes)
    const browser = broken.browser()
    const visit = await signInAs(browser, await browser.open(authorizePath()))
    expectErrorPage(visit, heading, status)
    expect(visit.html).not.toMatch(/secret detail|\.ts:/)
    expect(visit.html).toContain(visit.headers.get('x-request-id') ?? 'no id')
    await broken.server.close()
  },
)

function brokenPage(): never {
  throw new Error('secret detail')
}

async function brokenStorage(): Promise<Storage> {
  const storage = await openStorage('memory:')
  const start = () => Promise.reject(new Error('secret detail'))
  return { ...storage, sessions: { ...storage.sessions, start } }
}

function fieldsOf(visit: Visit): Record<string, string> {
  return Object.fromEntries(readForm(visit, 'form-post').fields)
}
