import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openedForAll } from '../../../latchkey/test/fixtures/opened.ts'
import { requireSignIn } from '../../src/client/express.ts'
import { openAppWorld } from './app-world.ts'

const world = openedForAll(() =>
  openAppWorld({
    app: { resource: undefined, scope: 'openid profile' },
    client: { grantTypes: ['authorization_code'] },
    pages: (app) =>
      app.get('/claims', requireSignIn({ needsAccessToken: true }), (req, res, next) => {
        req.tokens?.userinfo().then(({ name }) => res.send(`claims of ${name}`), next)
      }),
  }),
)
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

describe('at an issuer that gives no refresh token', () => {
  test('a page that calls APIs goes through the login for a new access token, and the person is asked nothing', async () => {
    const ada = world.person()
    expect((await ada.visit('/claims')).html).toBe('claims of Ada Lovelace')
    vi.setSystemTime(Date.now() + 660_000)
    expect((await ada.ask('/profile')).status).toBe(200)
    const script = await ada.ask('/claims')
    expect([script.status, JSON.parse(script.html)]).toEqual([
      401,
      { error: 'sign_in_required', login: '/login' },
    ])
    const left = await ada.atApp.open('/claims', { 'sec-fetch-dest': 'document' })
    const back = await ada.atIssuer.open(left.url)
    expect(new URL(back.url).origin).toBe(world.origin)
    expect((await ada.atApp.open(back.url)).html).toBe('claims of Ada Lovelace')
  })

  test('which it does not do for a token that had expired when it came: that would never end', async () => {
    world.reverseProxy.change('/token', (body) => ({ ...body, expires_in: 0 }))
    const end = await world.person().visit('/claims')
    world.reverseProxy.change('/token', undefined)
    expect([end.status, new URL(end.url).pathname]).toEqual([401, '/claims'])
  })
})
