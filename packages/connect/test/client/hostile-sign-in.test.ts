import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { openedForAll } from '../../../latchkey/test/fixtures/opened.ts'
import { parseCookies } from '../../src/client/sign-in/app-cookies.ts'
import { toBrowserEndpoint } from '../../src/client/sign-in/browser-endpoint.ts'
import { openAppWorld, passIssuer } from './app-world.ts'

const world = openedForAll(openAppWorld)

/** Starts a sign-in and goes through the issuer; answers the URL with which the browser would come back. */
async function untilCallback(person = world.person()): Promise<string> {
  const left = await person.atApp.open('/login', { 'sec-fetch-dest': 'document' })
  return (await passIssuer(person.atIssuer, left.url)).url
}

describe('who knows the answer of somebody else’s sign-in', () => {
  test('does not get their session, though theirs is being made just now (PKCE, RFC 7636 §1)', async () => {
    const [ada, mallory] = [world.person(), world.person()]
    const back = await untilCallback(ada)
    const forged = { startedAt: Math.floor(Date.now() / 1000), codeVerifier: 'v'.repeat(43), nonce: 'n' }
    const value = Buffer.from(JSON.stringify({ ...forged, returnTo: '/' })).toString('base64url')
    for (const [name] of ada.atApp.cookies) mallory.atApp.cookies.set(name, value)
    const [hers, stolen] = await Promise.all([ada.atApp.peek(back), mallory.atApp.peek(back)])
    expect([hers.status, stolen.status >= 400]).toEqual([302, true])
    expect((await mallory.ask('/profile')).status).toBe(401)
    expect((await ada.ask('/profile')).status).toBe(200)
  })
})

test('20 people who sign in at the same moment are each themselves afterwards (C-34)', async () => {
  const users = Array.from({ length: 20 }, (_, index) => ({
    id: `person-${index}`,
    username: `person-${index}@example.test`,
    password: 'correct-horse-battery',
  }))
  const own = await openAppWorld({ server: { users } })
  const arrive = async ({ username, password }: (typeof users)[number]) => {
    const person = own.person()
    const left = await person.atApp.open('/login')
    const form = await person.atIssuer.open(left.url)
    const signedIn = await person.atIssuer.submit(form, 'sign-in', { username, password })
    const { url } = await person.atIssuer.submit(signedIn, 'consent-allow')
    return { person, url }
  }
  const arrived = await Promise.all(users.map(arrive))
  await Promise.all(arrived.map(({ person, url }) => person.atApp.peek(url)))
  const subjects = arrived.map(async ({ person }) => decodeJwt((await person.ask('/token')).html).sub)
  expect(await Promise.all(subjects)).toEqual(users.map(({ id }) => id))
  await own.close()
})

describe('a cookie that a neighbouring site has planted', () => {
  test.each(['\u00a0', '\u000b', '\u000c'])(
    'does not count when only %j before its name makes it another one to browsers (RFC 6265bis §4.1.3.2)',
    async (disguise) => {
      const mallory = world.person()
      await mallory.visit('/profile')
      const [[name, value] = ['', '']] = [...mallory.atApp.cookies]
      const headers = { cookie: `a=b; ${disguise}${name}=${value}` }
      expect(parseCookies(headers.cookie).has(name)).toBe(false)
      // Node does not let control characters through, and each byte above them is one character.
      if (/\p{Cc}/u.test(disguise)) return
      expect(await (await fetch(world.origin, { headers })).text()).toBe('home of nobody')
    },
  )
})

test('thousands of blanks in a header Cookie hold up nobody else', () => {
  const cookie = `a=b${' '.repeat(60_000)}c; d=\te `
  const startedAt = performance.now()
  const cookies = parseCookies(cookie)
  // A pattern that tries each blank as the last one takes seconds.
  expect(performance.now() - startedAt).toBeLessThan(500)
  expect(cookies.get('d')).toBe('e')
})

describe('links to the login of another site', () => {
  test.each([
    ['a long acr_values', `acr_values=${'a'.repeat(2500)}`],
    ['many acr_values', `acr_values=${'a+'.repeat(1200)}`],
    ['a path that grows when it is encoded', `return_to=/${'%E2%82%AC'.repeat(300)}`],
    ['the longest path', `return_to=/${'a'.repeat(799)}`],
  ])('cannot fill the header Cookie until no server reads it any more: %s', async (_, query) => {
    const ada = world.person()
    for (let visit = 0; visit < 8; visit += 1) await ada.atApp.peek(`/login?${query}`)
    const header = [...ada.atApp.cookies].map((pair) => pair.join('=')).join('; ')
    // What the strictest of common servers take in one header is 8 KiB.
    expect(header.length).toBeLessThan(7.5 * 1024)
    expect((await ada.visit('/profile')).status).toBe(200)
  })
})

describe('what the log is told', () => {
  test('is one line without control characters, whatever the browser brings as the error', async () => {
    const ada = world.person()
    const left = await ada.atApp.peek('/login')
    const { searchParams } = new URL(left.headers.get('location') ?? '')
    const query = new URLSearchParams({
      error: 'access_denied\u001b[2J',
      error_description: `no\nroot signed in\r\n${'x'.repeat(5000)}`,
      state: searchParams.get('state') ?? '',
      iss: world.reverseProxy.origin,
    })
    expect((await ada.atApp.peek(`/callback?${query}`)).status).toBe(400)
    const line = world.said.at(-1) ?? ''
    expect(line).toContain('did not sign anybody in (access_denied')
    expect(line).not.toMatch(/\p{Cc}/u)
    expect(line.length).toBeLessThan(500)
  })
})

describe('an issuer whose metadata lead elsewhere', () => {
  test.each(['javascript:alert(1)', 'data:text/html,x'])(
    'the browser is not sent to %s',
    async (authorization_endpoint) => {
      const own = await openAppWorld()
      own.reverseProxy.change('/.well-known/openid-configuration', (body) => ({
        ...body,
        authorization_endpoint,
      }))
      const answer = await own.person().atApp.peek('/login')
      expect([answer.status, answer.headers.get('location')]).toEqual([500, null])
      await own.close()
    },
  )

  test('nor from https to http, where anybody on the way reads what is asked for, and the ID token of a sign-out', () => {
    const issuer = 'https://id.example'
    const endpoints = { authorization_endpoint: 'http://id.example/a', end_session_endpoint: `${issuer}/end` }
    expect(toBrowserEndpoint({ issuer, ...endpoints }, 'authorization_endpoint')).toBeUndefined()
    expect(toBrowserEndpoint({ issuer, ...endpoints }, 'end_session_endpoint')?.href).toBe(`${issuer}/end`)
  })
})
