import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Configuration } from '../../src/index.ts'
import { expectRefusal, tokensOf } from '../fixtures/client-calls.ts'
import {
  basic,
  openWorld,
  post,
  responseOf,
  signInAs,
  testConfiguration,
  type World,
} from '../fixtures/server-without-network.ts'
import { loadFromGuide } from './new-server.ts'

const clientId = 'automation-platform'
const secret = 'secret-of-the-platform-of-43-characters-or-so'
const inBody = { client_id: clientId, client_secret: secret }
const daySeconds = 24 * 3600
let world: World

beforeAll(async () => {
  process.env.AUTOMATION_PLATFORM_SECRET = secret
  const guides = await loadFromGuide<Configuration>('automation-platforms', 'latchkey.config.ts', 'default')
  world = await openWorld({ ...guides, users: testConfiguration.users })
})
afterAll(() => {
  delete process.env.AUTOMATION_PLATFORM_SECRET
  return world.server.close()
})

/** As a platform does it: no PKCE, the secret in the body. */
async function connect(scope: string) {
  const request = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: 'https://platform.example/oauth/callback',
    scope,
    state: 'connection-1',
  })
  const browser = world.browser()
  const signedIn = await signInAs(browser, await browser.open(`/authorize?${request}`))
  const asksForConsent = signedIn.html.includes('id="consent-allow"')
  const answer = responseOf(asksForConsent ? await browser.submit(signedIn, 'consent-allow') : signedIn)
  expect(answer.get('state')).toBe('connection-1')
  const code = answer.get('code') ?? ''
  const redirect_uri = 'https://platform.example/oauth/callback'
  return tokensOf(
    post(world.server, '/token', { grant_type: 'authorization_code', code, redirect_uri, ...inBody }),
  )
}

const refresh = (refresh_token: string) =>
  post(world.server, '/token', { grant_type: 'refresh_token', refresh_token, ...inBody })

describe('a platform that is registered as the guide says', () => {
  test('connects without PKCE and learns who connected', async () => {
    const { access_token } = await connect('openid profile offline_access orders:read')
    const headers = { authorization: `Bearer ${access_token}` }
    const me = await world.server.fetch(new Request(`${world.server.issuer}/userinfo`, { headers }))
    expect(await me.json()).toMatchObject({ sub: 'alice-id', name: 'Alice Liddell' })
  })

  test('refreshes for months with one refresh token, from many workflows at once, with long pauses', async () => {
    const { refresh_token } = await connect('openid offline_access orders:read')
    for (let time = 0; time < 6; time++) {
      world.clock.advance(99 * daySeconds)
      const answers = await Promise.all(Array.from({ length: 20 }, () => tokensOf(refresh(refresh_token))))
      expect(new Set(answers.map((answer) => answer.refresh_token))).toEqual(new Set([refresh_token]))
    }
    world.clock.advance(100 * daySeconds)
    await expectRefusal(refresh(refresh_token), 'invalid_grant')
  })

  test('without offline_access ends with the session of the browser', async () => {
    const { refresh_token } = await connect('openid orders:read')
    world.clock.advance(14 * daySeconds)
    await expectRefusal(refresh(refresh_token), 'invalid_grant')
  })

  test('may refresh with the secret in the header, though it connected with it in the body', async () => {
    const { refresh_token } = await connect('openid offline_access orders:read')
    const form = { grant_type: 'refresh_token', refresh_token }
    const { access_token } = await tokensOf(post(world.server, '/token', form, basic(clientId, secret)))
    expect(access_token).toBeTypeOf('string')
  })
})
