import { describe, expect, onTestFinished, test } from 'vitest'
import { scriptedBrowser } from '../../src/testing/scripted-browser.ts'
import { openLiveServer, secret } from '../fixtures/loopback-server.ts'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'
import { prepareSpring, startSpring } from './java-program.ts'
import { readProgram } from './natural-client.ts'

const spring = await prepareSpring({
  name: 'spring-client',
  springBoot: '3.5.7',
  starters: ['spring-boot-starter-web', 'spring-boot-starter-oauth2-client'],
  sources: { app: { 'ShopApp.java': readProgram('ShopApp.java') } },
})

describe.skipIf(spring.missing !== undefined)(`an app on Spring Boot ${spring.missing ?? ''}`, () => {
  test('signs in, and gets new tokens by itself without sending the person round in circles (OpenID Connect Core §12.2)', async () => {
    const live = await openLiveServer([], {
      // Spring renews a token a minute before it expires, so at each request.
      accessToken: { lifetimeSeconds: 60 },
      clients: [
        {
          clientId: 'shop',
          clientSecret: secret,
          redirectUris: ['http://127.0.0.1/login/oauth2/code/latchkey'],
        },
      ],
    })
    onTestFinished(() => live.close())
    await inTemporaryFolder(async (folder) => {
      const shop = await startSpring({
        prepared: spring.folder ?? '',
        mainClass: 'example.ShopApp',
        groups: ['app'],
        folder,
        properties: [
          'spring.security.oauth2.client.registration.latchkey.client-id=shop',
          `spring.security.oauth2.client.registration.latchkey.client-secret=${secret}`,
          'spring.security.oauth2.client.registration.latchkey.scope=openid,profile',
          `spring.security.oauth2.client.provider.latchkey.issuer-uri=${live.issuer.origin}`,
        ].join('\n'),
      })
      onTestFinished(() => shop.close())
      const browser = scriptedBrowser({ fetch: (request) => fetch(request) }, shop.origin)
      const left = await browser.open('/me')
      const back = await live.visit(new URL(left.url))
      const first = JSON.parse((await browser.open(back.url)).html)
      const second = JSON.parse((await browser.open('/me')).html)
      expect([first.sub, second.sub]).toEqual(['ada-id', 'ada-id'])
      expect(second.accessToken).not.toBe(first.accessToken)
    })
  })
})
