import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { statusForProgram } from '../fixtures/ask-as-program.ts'
import { close, listen, openLiveServer } from '../fixtures/loopback-server.ts'
import { openedForAll } from '../fixtures/opened.ts'
import { launchBrowser } from './launch-browser.ts'
import { openVisit, signIn } from './visit.ts'

/** oidc-client-ts as its bundle for script tags, which calls itself `oidc`. */
const bundle = readFileSync(
  fileURLToPath(new URL('../browser/oidc-client-ts.min.js', import.meta.resolve('oidc-client-ts'))),
)
const ada = { username: 'ada@example.test', password: 'analytical' }

const browser = openedForAll(launchBrowser)
const world = openedForAll(async () => {
  const app = createServer((req, res) => {
    const isScript = req.url === '/oidc-client-ts.js'
    res.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    res.end(
      isScript ? bundle : '<!doctype html><title>Shop</title><script src="/oidc-client-ts.js"></script>',
    )
  })
  const origin = await listen(app)
  const live = await openLiveServer([
    {
      clientId: 'spa',
      redirectUris: [`${origin}/callback`],
      postLogoutRedirectUris: [`${origin}/`],
      grantTypes: ['authorization_code', 'refresh_token'],
      backendLogout: true,
    },
  ])
  return { live, origin, close: async () => Promise.all([live.close(), close(app)]) }
})

/** Runs in the page; `manager` is its UserManager with nothing set but what its README names. */
async function inPage<Answer>(page: Page, steps: string, more: object = {}): Promise<Answer> {
  const options = {
    ...more,
    authority: world.live.issuer.origin,
    client_id: 'spa',
    redirect_uri: `${world.origin}/callback`,
    post_logout_redirect_uri: `${world.origin}/`,
    scope: 'openid profile offline_access',
    loadUserInfo: true,
  }
  return page.evaluate(
    `(async () => { const manager = new oidc.UserManager(${JSON.stringify(options)}); ${steps} })()`,
  ) as Promise<Answer>
}

test('a single-page app with oidc-client-ts signs in, renews its tokens twice, and signs out (OpenID Connect Core §12.2)', async () => {
  const page = await openVisit(browser)
  await page.goto(world.origin)
  await inPage(page, 'void manager.signinRedirect()')
  await signIn(page, ada)
  await page.locator('#consent-allow').click()
  await page.waitForURL(`${world.origin}/callback?*`)
  const name = await inPage(page, 'return (await manager.signinCallback()).profile.name')
  expect(name).toBe('Ada Lovelace')
  for (let renewal = 0; renewal < 2; renewal += 1) {
    const renewed = await inPage(
      page,
      `const before = await manager.getUser(); const after = await manager.signinSilent();
       return { isNew: before.access_token !== after.access_token, name: after.profile.name }`,
    )
    expect(renewed).toEqual({ isNew: true, name: 'Ada Lovelace' })
  }
  await inPage(page, 'void manager.signoutRedirect()')
  await page.waitForURL(`${world.origin}/`)
  // Nobody is signed in at the server any more.
  await inPage(page, 'void manager.signinRedirect()')
  await page.locator('#sign-in').waitFor()
  await page.context().close()
})

test('it also reads the answer in the fragment, and a program signs the person out by the address that it makes', async () => {
  const inFragment = { response_mode: 'fragment' }
  const page = await openVisit(browser)
  await page.goto(world.origin)
  await inPage(page, 'void manager.signinRedirect()', inFragment)
  await signIn(page, ada)
  await page.locator('#consent-allow').click()
  await page.waitForURL(`${world.origin}/callback#*`)
  const name = await inPage(page, 'return (await manager.signinCallback()).profile.name', inFragment)
  expect(name).toBe('Ada Lovelace')
  const bye = await inPage<string>(
    page,
    `const { id_token } = await manager.getUser();
     return (await new oidc.OidcClient(manager.settings).createSignoutRequest({ id_token_hint: id_token })).url`,
  )
  expect(await statusForProgram(bye)).toBe(204)
  await inPage(page, 'void manager.signinRedirect()')
  await page.locator('#sign-in').waitFor()
  await page.context().close()
})
