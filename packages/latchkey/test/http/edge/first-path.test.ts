import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import {
  appSecret,
  authorizePath,
  basic,
  post,
  redeem,
  responseOf,
  signInAs,
} from '../../fixtures/server-without-network.ts'
import { useWorldPerTest } from '../../fixtures/use-world.ts'

const world = useWorldPerTest()

test('from a client to sign-in, consent, tokens, userinfo, refresh and sign-out', async () => {
  const browser = world.browser()
  const signIn = await browser.open(authorizePath({ scope: 'openid profile books:read', nonce: 'n-1' }))
  expect(new URL(signIn.url).pathname).toBe('/sign-in')
  const consent = await signInAs(browser, signIn)
  expect(new URL(consent.url).pathname).toBe('/consent')
  const back = await browser.submit(consent, 'consent-allow')
  expect(back.status).toBe(303)
  const response = responseOf(back)
  expect(response.get('state')).toBe('the-state')
  expect(response.get('iss')).toBe(world.server.issuer)
  const answer = await redeem(world.server, response.get('code') ?? '')
  const tokens = await answer.json()
  expect(answer.status, JSON.stringify(tokens)).toBe(200)
  expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: 'alice-id', aud: 'app', nonce: 'n-1' })
  const userinfo = await world.server.fetch(
    new Request(`${world.server.issuer}/userinfo`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    }),
  )
  expect(await userinfo.json()).toMatchObject({ sub: 'alice-id', name: 'Alice Liddell' })
  const refreshed = await post(
    world.server,
    '/token',
    { grant_type: 'refresh_token', refresh_token: tokens.refresh_token },
    basic('app', appSecret),
  )
  expect(refreshed.status).toBe(200)
  const bye = await browser.open(
    `/logout?${new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri: 'https://app.example.test/bye', state: 'x' })}`,
  )
  expect(bye.url).toBe('https://app.example.test/bye?state=x')
  const again = await browser.open(authorizePath({ prompt: 'none' }))
  expect(responseOf(again).get('error')).toBe('login_required')
})
