import { once } from 'node:events'
import { request } from 'node:http'
import express4 from 'express4'
import { describe, expect, test } from 'vitest'
import { openedForAll } from '../../../latchkey/test/fixtures/opened.ts'
import { createPerson, network, openAppWorld, passIssuer } from './app-world.ts'

const world = openedForAll(openAppWorld)

const asPage = { 'sec-fetch-dest': 'document' }

/** Starts a sign-in and goes through the issuer; answers the URL with which the browser would come back. */
async function untilCallback(person = world.person(), path = '/login'): Promise<string> {
  const left = await person.atApp.open(path, asPage)
  return (await passIssuer(person.atIssuer, left.url)).url
}

function changed(url: string, change: (query: URLSearchParams) => void): string {
  const to = new URL(url)
  change(to.searchParams)
  return to.href
}

describe.each([
  ['Express 5', undefined],
  ['Express 4', express4],
] as const)('a sign-in in %s', (_name, framework) => {
  test('leads from the page that needs somebody to the issuer and back to itself', async () => {
    const own = await openAppWorld(framework === undefined ? {} : { framework })
    const ada = own.person()
    const end = await ada.visit('/profile?tab=2')
    expect([end.status, end.html, new URL(end.url).search]).toEqual([
      200,
      'profile of Ada Lovelace',
      '?tab=2',
    ])
    expect((await ada.atApp.open('/')).html).toBe('home of Ada Lovelace')
    const stranger = await own.person().ask('/profile')
    expect([stranger.status, JSON.parse(stranger.html)]).toEqual([
      401,
      { error: 'sign_in_required', login: '/login' },
    ])
    await own.close()
  })
})

describe('what the browser is given', () => {
  test('a request with PKCE, state and nonce (RFC 9700 §2.1.1), to our redirect URI', async () => {
    const { url } = await world.person().atApp.open('/login')
    const query = Object.fromEntries(new URL(url).searchParams)
    expect(query).toMatchObject({
      response_type: 'code',
      client_id: 'web',
      redirect_uri: `${world.origin}/callback`,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    })
  })

  test('cookies that scripts cannot read and other sites do not send; the code verifier is in none of the URLs', async () => {
    const started = await world.person().atApp.peek('/login')
    const [cookie = '', ...more] = started.headers.getSetCookie()
    expect(more).toEqual([])
    expect(cookie).toMatch(/^latchkey_login_[\w-]+=[\w-]+; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax$/)
    const { codeVerifier } = JSON.parse(Buffer.from(cookie.split(/[=;]/)[1] ?? '', 'base64url').toString())
    expect(started.headers.get('location')).not.toContain(codeVerifier)
    expect(started.headers.get('cache-control')).toBe('no-store')
  })

  test('a new session with every sign-in; the former one is over (ASVS 7.2.4)', async () => {
    const ada = world.person()
    await ada.visit('/profile')
    const before = new Map(ada.atApp.cookies)
    await ada.visit('/login')
    expect([...ada.atApp.cookies.keys()]).toEqual([...before.keys()])
    expect([...ada.atApp.cookies.values()]).not.toEqual([...before.values()])
    const stale = createPerson(world.origin, world.reverseProxy.origin)
    for (const [name, value] of before) stale.atApp.cookies.set(name, value)
    expect((await stale.ask('/profile')).status).toBe(401)
  })

  test('a session that somebody else planted before does not become this person’s', async () => {
    const [mallory, ada] = [world.person(), world.person()]
    await mallory.visit('/profile')
    for (const [name, value] of mallory.atApp.cookies) ada.atApp.cookies.set(name, value)
    await ada.visit('/login')
    expect((await mallory.ask('/profile')).status).toBe(401)
    expect((await ada.ask('/profile')).status).toBe(200)
  })
})

describe('what the browser brings', () => {
  test('may be an answer of another flow: it is refused, and is no fault of the app', async () => {
    for (const name of ['id_token', 'token', 'response', 'access_token']) {
      const back = changed(await untilCallback(), (query) => query.set(name, 'x'))
      const answer = await world.person().atApp.peek(back)
      expect([name, answer.status]).toEqual([name, 400])
    }
    const ada = world.person()
    const back = changed(await untilCallback(ada), (query) => query.set('id_token', 'x'))
    expect((await ada.atApp.peek(back)).status).toBe(400)
  })

  test.each([
    ['an empty code verifier', { codeVerifier: '' }],
    ['a short code verifier', { codeVerifier: 'v'.repeat(42) }],
    ['an empty nonce', { nonce: '' }],
    ['a max_age that is no number', { maxAgeSeconds: 'x' }],
    ['acr_values that are no list', { acrValues: 7 }],
  ])('may be a cookie with %s: it counts as none', async (_, change) => {
    const ada = world.person()
    const back = await untilCallback(ada)
    for (const [name, value] of ada.atApp.cookies) {
      const started = JSON.parse(Buffer.from(value, 'base64url').toString())
      const forged = Buffer.from(JSON.stringify({ ...started, ...change })).toString('base64url')
      ada.atApp.cookies.set(name, forged)
    }
    expect((await ada.atApp.peek(back)).status).toBe(400)
  })
})

describe('where a sign-in ends (C-17)', () => {
  const hostile = [
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    'https://evil.example/',
    'https:evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/\n/evil.example',
    ' /profile',
    '',
    `/${'a'.repeat(900)}`,
    '/logout',
    '/login?return_to=/logout',
    '/callback?code=x',
  ]
  test.each(hostile)('return_to=%j ends at home', async (asked) => {
    const end = await world.person().visit(`/login?${new URLSearchParams({ return_to: asked })}`)
    expect([end.url, end.html]).toEqual([`${world.origin}/`, 'home of Ada Lovelace'])
  })

  test('an encoded path stays a path of this origin', async () => {
    const ada = world.person()
    const back = await untilCallback(
      ada,
      `/login?${new URLSearchParams({ return_to: '/%2f%2fevil.example?a=b#c' })}`,
    )
    const landed = await ada.atApp.peek(back)
    expect(landed.headers.get('location')).toBe('/%2f%2fevil.example?a=b#c')
  })
})

describe('an answer that is not for this browser', () => {
  test('a code that somebody else got does not sign in the one who follows the link (login CSRF)', async () => {
    const link = await untilCallback()
    const victim = world.person()
    const end = await victim.atApp.open(link)
    expect([end.status, victim.atApp.cookies.size]).toEqual([400, 0])
    expect(end.html).toContain('This sign-in cannot be finished here')
    expect(world.said.at(-1)).toContain('brought no cookie of this sign-in')
  })

  test('a made up state is refused, and the code is not redeemed', async () => {
    const ada = world.person()
    const before = world.reverseProxy.count('/token')
    const back = changed(await untilCallback(ada), (query) => query.set('state', 'x'.repeat(43)))
    expect((await ada.atApp.open(back)).status).toBe(400)
    expect(world.reverseProxy.count('/token')).toBe(before)
  })

  test.each([
    ['of another issuer', (query: URLSearchParams) => query.set('iss', 'https://evil.example')],
    ['of no issuer', (query: URLSearchParams) => query.delete('iss')],
    ['with two codes', (query: URLSearchParams) => query.append('code', 'second')],
  ])('an answer %s is refused (C-28, RFC 9207 §2.4)', async (_name, change) => {
    const ada = world.person()
    const before = world.reverseProxy.count('/token')
    const end = await ada.atApp.open(changed(await untilCallback(ada), change))
    expect([end.status, world.reverseProxy.count('/token')]).toEqual([400, before])
    expect((await ada.ask('/profile')).status).toBe(401)
  })

  test('an ID token with another nonce is refused (OpenID Connect Core §3.1.3.7 (11))', async () => {
    const [ada, grace] = [world.person(), world.person()]
    const [mine, theirs] = [await untilCallback(ada), await untilCallback(grace)]
    const code = new URL(theirs).searchParams.get('code') ?? ''
    const end = await ada.atApp.open(changed(mine, (query) => query.set('code', code)))
    expect(end.status).toBeGreaterThanOrEqual(400)
    expect((await ada.ask('/profile')).status).toBe(401)
  })

  test('a cookie of a started sign-in that is broken counts as none', async () => {
    const ada = world.person()
    const back = await untilCallback(ada)
    for (const [name] of ada.atApp.cookies) ada.atApp.cookies.set(name, 'bm90IGpzb24')
    expect((await ada.atApp.open(back)).status).toBe(400)
  })
})

describe('more than one tab', () => {
  test('two sign-ins that were started side by side both end where they began', async () => {
    const ada = world.person()
    const first = await untilCallback(ada, '/login?return_to=/profile?first')
    const second = await untilCallback(ada, '/login?return_to=/profile?second')
    expect((await ada.atApp.open(first)).url).toBe(`${world.origin}/profile?first`)
    expect((await ada.atApp.open(second)).url).toBe(`${world.origin}/profile?second`)
  })

  test('who comes back to the callback when signed in already is sent home, and the code is not used twice', async () => {
    const ada = world.person()
    const back = await untilCallback(ada)
    await ada.atApp.open(back)
    const before = world.reverseProxy.count('/token')
    expect((await ada.atApp.open(back)).url).toBe(`${world.origin}/`)
    expect(world.reverseProxy.count('/token')).toBe(before)
  })

  test('an answer that the browser sends twice at once is redeemed once (RFC 6749 §4.1.2)', async () => {
    const ada = world.person()
    const back = await untilCallback(ada)
    const before = world.reverseProxy.count('/token')
    const answers = await Promise.all([ada.atApp.peek(back), ada.atApp.peek(back), ada.atApp.peek(back)])
    expect(answers.map(({ status }) => status)).toEqual([302, 302, 302])
    expect(world.reverseProxy.count('/token')).toBe(before + 1)
    expect((await ada.ask('/profile')).status).toBe(200)
  })

  test('of many started sign-ins the browser remembers five', async () => {
    const ada = world.person()
    for (let tab = 0; tab < 9; tab += 1) await ada.atApp.peek('/login')
    expect(ada.atApp.cookies.size).toBe(5)
    expect((await ada.visit('/profile')).status).toBe(200)
  })
})

describe('a session cookie that is not ours', () => {
  test('changed, cut or made up, it signs nobody in, and nothing breaks', async () => {
    const ada = world.person()
    await ada.visit('/profile')
    const [[name, value] = ['', '']] = [...ada.atApp.cookies]
    const wrong = [
      value.slice(0, -1),
      `${value}A`,
      value.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
      '',
      '%',
      'A'.repeat(43),
    ]
    for (const each of wrong) {
      ada.atApp.cookies.set(name, each)
      expect((await ada.ask('/')).html, each).toBe('home of nobody')
    }
  })
})

test('paths of the sign-in answer other methods with 405', async () => {
  const answer = await network.fetch(new Request(`${world.origin}/callback`, { method: 'POST' }))
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET'])
})

test('TRACE, which no Request may be (Fetch §2.2.1), is refused as any other method', async () => {
  const [answer] = await once(request(`${world.origin}/login`, { method: 'TRACE' }).end(), 'response')
  answer.resume()
  expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET, HEAD'])
})
