import { describe, expect, test, vi } from 'vitest'
import { toText } from '../../../latchkey/src/testing/scripted-browser.ts'
import { openedForAll } from '../../../latchkey/test/fixtures/opened.ts'
import { openAppWorld, type Person } from './app-world.ts'

const world = openedForAll(openAppWorld)

async function signedIn(): Promise<Person> {
  const ada = world.person()
  await ada.visit('/profile')
  return ada
}

describe('signing out', () => {
  test('ends the session here, revokes the refresh token, and leads over the issuer back home (RP-Initiated Logout §2)', async () => {
    const ada = await signedIn()
    const revoked = world.reverseProxy.count('/revoke')
    const cookies = new Map(ada.atApp.cookies)
    const left = await ada.atApp.peek('/logout', { 'sec-fetch-site': 'same-origin' })
    expect(left.status).toBe(303)
    const url = new URL(left.headers.get('location') ?? '')
    expect([url.origin, url.searchParams.get('post_logout_redirect_uri')]).toEqual([
      world.reverseProxy.origin,
      `${world.origin}/`,
    ])
    expect(ada.atApp.cookies.size).toBe(0)
    for (const [name, value] of cookies) ada.atApp.cookies.set(name, value)
    expect((await ada.ask('/profile')).status).toBe(401)
    await vi.waitUntil(() => world.reverseProxy.count('/revoke') === revoked + 1)
    expect((await ada.atIssuer.open(url.href)).url).toBe(`${world.origin}/`)
  })

  test('sends no state, as nothing waits for the return (RP-Initiated Logout §2: optional)', async () => {
    const ada = await signedIn()
    const left = await ada.atApp.peek('/logout', { 'sec-fetch-site': 'same-origin' })
    const { searchParams } = new URL(left.headers.get('location') ?? '')
    expect([...searchParams.keys()]).toEqual(['id_token_hint', 'client_id', 'post_logout_redirect_uri'])
  })

  test('works by POST too, and for somebody who is not signed in', async () => {
    const ada = await signedIn()
    const [cookie = ''] = [...ada.atApp.cookies].map((pair) => pair.join('='))
    const headers = { cookie, origin: world.origin }
    const answer = await fetch(`${world.origin}/logout`, { method: 'POST', headers, redirect: 'manual' })
    expect(answer.status).toBe(303)
    expect((await ada.ask('/profile')).status).toBe(401)
    expect((await world.person().atApp.open('/logout')).html).toBe('home of nobody')
  })

  test.each([
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ origin: 'https://evil.example' }],
  ])('is not done for another site: %j (C-76)', async (headers) => {
    const ada = await signedIn()
    const answer = await ada.atApp.peek('/logout', headers)
    expect([answer.status, toText(answer.html)]).toEqual([
      403,
      expect.stringContaining('Do you want to sign out?'),
    ])
    expect((await ada.ask('/profile')).status).toBe(200)
  })

  test('is not done by a browser that only fetches a link before it is clicked', async () => {
    const ada = await signedIn()
    const answer = await ada.atApp.peek('/logout', {
      'sec-fetch-site': 'same-origin',
      'sec-purpose': 'prefetch;prerender',
    })
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([503, 'no-store'])
    expect((await ada.ask('/profile')).status).toBe(200)
  })

  test('is done here even when the issuer is away', async () => {
    const ada = await signedIn()
    world.reverseProxy.setAway(true)
    const answer = await ada.atApp.peek('/logout')
    world.reverseProxy.setAway(false)
    expect(answer.status).toBe(303)
    expect((await ada.ask('/profile')).status).toBe(401)
  })
})
