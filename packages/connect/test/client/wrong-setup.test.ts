import type { Express } from 'express'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { toText } from '../../../latchkey/src/testing/scripted-browser.ts'
import { IssuerError } from '../../src/client/express.ts'
import { type AppWorld, type AppWorldOptions, openAppWorld, passIssuer } from './app-world.ts'

let world: AppWorld
afterEach(async () => {
  await world.close()
  vi.useRealTimers()
})

/** Signs in and answers what the browser shows in the end. */
async function end(options: AppWorldOptions, prepare: () => void = () => {}) {
  world = await openAppWorld(options)
  prepare()
  const visit = await world.person().visit('/login')
  return { visit, status: visit.status, text: toText(visit.html), said: world.said.at(-1) ?? '' }
}

describe('what is set up wrongly is named, with what to change', () => {
  test('a redirect URI that is not registered, before the browser leaves', async () => {
    const { status, text } = await end({
      client: { redirectUris: ['https://elsewhere.example/callback'], postLogoutRedirectUris: [] },
    })
    expect(status).toBe(500)
    expect(text).toContain(
      `does not accept the client web with the redirect URI ${world.origin}/callback. Register exactly this redirect URI`,
    )
    expect(world.reverseProxy.count('/authorize')).toBe(2)
  })

  test('once it is registered the issuer is not asked again', async () => {
    world = await openAppWorld()
    for (let visit = 0; visit < 3; visit += 1) await world.person().atApp.peek('/login')
    expect(world.reverseProxy.count('/authorize')).toBe(1)
  })

  test('a client that the issuer does not know', async () => {
    const { status, text } = await end({ app: { clientId: 'wep' } })
    expect([status, text]).toEqual([500, expect.stringContaining('does not accept the client wep')])
  })

  test('a wrong secret', async () => {
    const clientSecret = 'another-secret-of-more-than-thirty-two-characters'
    const { status, text, said } = await end({ app: { clientSecret } })
    expect(status).toBe(500)
    expect(text).toContain('Is clientSecret (or privateKey) the one that is registered for this client')
    expect(said).toContain('refuses the client web (invalid_client')
    expect(said).not.toContain(clientSecret)
  })

  test('an issuer that calls itself otherwise', async () => {
    const { status, text } = await end({ server: { issuer: 'https://id.example' } })
    expect(status).toBe(500)
    expect(text).toContain('says that its issuer is https://id.example. Set issuer to exactly that.')
  })

  test('a browser that came to another name of this machine than url says', async () => {
    world = await openAppWorld()
    const port = new URL(world.origin).port
    const answer = await fetch(`http://localhost:${port}/callback?code=x&state=y`).catch(() => undefined)
    // Where localhost means IPv6 only, nothing listens.
    if (answer === undefined) return
    expect(toText(await answer.text())).toContain(
      `It came to localhost:${port}, and url is ${world.origin}: cookies of one are not sent to the other.`,
    )
  })

  test.each([
    [400, 'ahead of'],
    [-4000, 'behind'],
  ])('clocks that are %d seconds apart, by how much', async (seconds, where) => {
    world = await openAppWorld()
    const ada = world.person()
    const left = await ada.atApp.peek('/login')
    vi.useFakeTimers({ toFake: ['Date'] })
    world.reverseProxy.change('/token', (body) => {
      vi.setSystemTime(Date.now() - seconds * 1000)
      return body
    })
    const back = await passIssuer(ada.atIssuer, left.headers.get('location') ?? '')
    const answer = await ada.atApp.peek(back.url)
    expect(answer.status).toBe(500)
    expect(toText(answer.html)).toMatch(
      new RegExp(
        `is \\d+ seconds ${where} this machine.s, and clockToleranceSeconds is 30. Set both clocks by NTP`,
      ),
    )
  })

  test('what the issuer refuses, in its own words, and never as markup', async () => {
    world = await openAppWorld()
    const ada = world.person()
    const left = await ada.atApp.peek('/login')
    const { searchParams } = new URL(left.headers.get('location') ?? '')
    const query = new URLSearchParams({
      error: 'access_denied',
      error_description: '<script>alert(1)</script>',
      state: searchParams.get('state') ?? '',
      iss: world.reverseProxy.origin,
    })
    const page = await ada.atApp.peek(`/callback?${query}`)
    expect(page.status).toBe(400)
    expect(page.html).not.toContain('<script>')
    expect(toText(page.html)).toContain('access_denied')
    expect(ada.atApp.cookies.size).toBe(0)
  })
})

describe('an issuer that is down', () => {
  test('503 with Retry-After, also when it was never up; then it is back and all is well', async () => {
    const { status, visit, text } = await end({}, () => world.reverseProxy.setAway(true))
    expect([status, visit.headers.get('retry-after')]).toEqual([503, '2'])
    expect(text).toContain('The sign-in service is away')
    world.reverseProxy.setAway(false)
    await vi.waitUntil(async () => (await world.person().visit('/profile')).status === 200, 5000)
  })

  test('in the middle of a sign-in: the page can be loaded again', async () => {
    world = await openAppWorld()
    const ada = world.person()
    const left = await ada.atApp.open('/login')
    const back = await passIssuer(ada.atIssuer, left.url)
    world.reverseProxy.setAway(true)
    expect((await ada.atApp.peek(back.url)).status).toBe(503)
    world.reverseProxy.setAway(false)
    expect((await ada.atApp.open(back.url)).html).toBe('home of Ada Lovelace')
  })
})

describe('the page that says so', () => {
  test('carries a policy under which its own style works and nothing else does', async () => {
    const { visit } = await end({ app: { clientId: 'wep' } })
    expect(visit.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
    expect(visit.html).toContain('name="color-scheme" content="light dark"')
  })

  test('is the app’s own when it asks for that: the error goes to its error handling', async () => {
    const thrown: unknown[] = []
    const pages = (app: Express) =>
      app.use((error: unknown, _req: unknown, res: { send: (text: string) => void }, _next: unknown) => {
        thrown.push(error)
        res.send('our own page')
      })
    const { text } = await end({ app: { clientId: 'wep', errors: 'throw' }, pages })
    expect(text).toBe('our own page')
    expect(thrown[0]).toBeInstanceOf(IssuerError)
    expect(thrown[0]).toMatchObject({ code: 'ISSUER_WRONG', status: 500 })
  })
})
