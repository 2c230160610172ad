import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openedForAll } from '../../../latchkey/test/fixtures/opened.ts'
import { requireSignIn, startSignIn } from '../../src/client/express.ts'
import { openAppWorld } from './app-world.ts'

const world = openedForAll(() =>
  openAppWorld({
    server: { acrValues: ['urn:example:password'] },
    pages: (app) => {
      app.get('/recent', requireSignIn({ maxAgeSeconds: 300 }), (_req, res) => void res.send('recent'))
      app.get(
        '/strong',
        requireSignIn({ acrValues: ['urn:example:gold'] }),
        (_req, res) => void res.send('strong'),
      )
      app.get('/password', requireSignIn({ acrValues: ['urn:example:password'] }), (_req, res) => {
        res.send('password')
      })
      app.get('/other-account', (req, res, next) => {
        const asked = { prompt: 'select_account', returnTo: '/profile', loginHint: 'grace' } as const
        startSignIn(req, res, asked).catch(next)
      })
    },
  }),
)
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

const asPage = { 'sec-fetch-dest': 'document' }

test('a page that needs a recent sign-in sends to the issuer again, and is shown after it (OpenID Connect Core §3.1.2.1, max_age)', async () => {
  const ada = world.person()
  await ada.visit('/profile')
  expect((await ada.visit('/recent')).html).toBe('recent')
  expect((await ada.ask('/recent')).html).toBe('recent')
  vi.setSystemTime(Date.now() + 400_000)
  const refused = await ada.ask('/recent')
  expect([refused.status, JSON.parse(refused.html).login]).toEqual([401, '/login?max_age=300'])
  expect((await ada.ask('/profile')).status).toBe(200)
  const left = await ada.atApp.open('/recent', asPage)
  expect(new URL(left.url).searchParams.get('max_age')).toBe('300')
  expect((await ada.visit('/recent')).html).toBe('recent')
})

test('an issuer that does not ask again is not believed', async () => {
  const ada = world.person()
  await ada.visit('/recent')
  vi.setSystemTime(Date.now() + 400_000)
  const left = await ada.atApp.open('/recent', asPage)
  // As if max_age had been lost on the way.
  const url = new URL(left.url)
  url.searchParams.delete('max_age')
  const back = await ada.atIssuer.open(url.href)
  const end = await ada.atApp.open(back.url)
  expect([end.status, end.html.includes('did not ask the person again')]).toEqual([403, true])
})

test('a page that needs a strong sign-in does not believe a weaker one (acr_values)', async () => {
  const ada = world.person()
  const end = await ada.visit('/strong')
  expect([end.status, end.html.includes('unmet_authentication_requirements')]).toEqual([403, true])
  expect(end.html).toContain('only urn:example:password')
  expect((await ada.visit('/password')).html).toBe('password')
})

test('a strong sign-in is asked for as essential, so that nobody signs in for nothing (OpenID Connect Core §5.5.1.1)', async () => {
  const nobody = world.person()
  const left = await nobody.atApp.open('/strong', asPage)
  expect(JSON.parse(new URL(left.url).searchParams.get('claims') ?? '')).toEqual({
    id_token: { acr: { essential: true, values: ['urn:example:gold'] } },
  })
  const back = await nobody.atIssuer.open(left.url)
  expect(new URL(back.url).searchParams.get('error')).toBe('unmet_authentication_requirements')
})

test('an issuer that lets the wish for a strong sign-in pass is not believed', async () => {
  const ada = world.person()
  await ada.visit('/profile')
  const url = new URL((await ada.atApp.open('/strong', asPage)).url)
  // As an issuer without the parameter `claims` would read it.
  url.searchParams.delete('claims')
  const back = await ada.atIssuer.open(url.href)
  const end = await ada.atApp.open(back.url)
  expect([end.status, end.html.includes('The sign-in reached acr urn:example:password')]).toEqual([403, true])
})

test('a handler of one’s own starts a sign-in as it likes', async () => {
  const left = await world.person().atApp.peek('/other-account')
  const { searchParams } = new URL(left.headers.get('location') ?? '')
  expect([searchParams.get('prompt'), searchParams.get('login_hint')]).toEqual(['select_account', 'grace'])
})

test.each([
  ['a number from a variable that is not set', { maxAgeSeconds: Number(undefined) }],
  ['undefined', { maxAgeSeconds: undefined }],
  ['no acr value', { acrValues: [] }],
  ['a mistyped name', { maxAge: 300 }],
  ['text instead of a switch', { needsAccessToken: 'false' }],
])('a demand that would let everybody in is refused when the route is made: %s', (_, demands) => {
  expect(() => requireSignIn(demands as object)).toThrow(/^requireSignIn: /)
})
