/**
 * The server's pages in an order in which one browser comes to all of them. Every page in every state, by
 * itself, is in test/pages/gallery.
 */
import type { Page } from 'playwright-core'
import { type LiveWorld, phoneCallback, strangerCallback } from './live-world.ts'
import { alice, bob, signIn } from './visit.ts'

export interface Stop {
  readonly name: string
  /** The page's heading, in English. */
  readonly heading: string
  /**
   * Chromium asks over the tab whether to open the app. The tab takes no clicks until that is answered, which
   * no test can do: the tour goes on in another.
   */
  readonly opensApp?: boolean
  go(page: Page, world: LiveWorld): Promise<unknown>
}

const everything = 'openid profile email offline_access books:read books:write'

export const tour: readonly Stop[] = [
  { name: 'sign-in', heading: 'Sign in', go: (page, world) => page.goto(world.authorizeUrl()) },
  {
    name: 'sign-in-wrong',
    heading: 'Sign in',
    go: async (page) => {
      await signIn(page, { ...alice, password: 'wrong' })
      await page.locator('#error-summary').waitFor()
    },
  },
  {
    name: 'sign-up',
    heading: 'Create your account',
    go: (page) => page.locator('a[href*="sign-up"]').click(),
  },
  {
    name: 'sign-up-problem',
    heading: 'Create your account',
    go: async (page) => {
      await fillSignUp(page, 'dora@example.test')
      await page.locator('#error-summary').waitFor()
    },
  },
  {
    name: 'signed-up',
    heading: 'Sign in',
    go: async (page) => {
      await fillSignUp(page, 'a quiet garden by the sea')
      await page.locator('#sign-in').waitFor()
    },
  },
  {
    name: 'consent',
    heading: 'Allow access?',
    go: async (page, world) => {
      await page.goto(world.authorizeUrl({ scope: everything }))
      await signIn(page, alice)
      await page.locator('#consent-allow').waitFor()
    },
  },
  {
    name: 'consent-more',
    heading: 'Allow access?',
    go: async (page, world) => {
      await page.locator('#consent-allow').click()
      await page.waitForURL(world.landing)
      await page.goto(world.authorizeUrl({ scope: everything, prompt: 'consent' }))
    },
  },
  {
    name: 'consent-stranger',
    heading: 'Allow access?',
    go: (page, world) =>
      page.goto(
        world.authorizeUrl({
          client_id: 'stranger',
          redirect_uri: strangerCallback,
          scope: 'openid email books:write',
        }),
      ),
  },
  {
    name: 'confirm-it-is-you',
    heading: 'Sign in',
    go: (page, world) => page.goto(world.authorizeUrl({ prompt: 'login' })),
  },
  {
    name: 'choose-account',
    heading: 'Choose an account',
    go: async (page, world) => {
      await page.goto(`${world.issuer}/sign-in`)
      await signIn(page, bob)
      await page.locator('#sign-out').waitFor()
      await page.goto(world.authorizeUrl({ prompt: 'select_account' }))
    },
  },
  { name: 'signed-in', heading: 'You are signed in', go: (page, world) => page.goto(world.issuer) },
  {
    name: 'hand-off',
    heading: 'Returning to Phone App',
    opensApp: true,
    go: async (page, world) => {
      await page.goto(world.authorizeUrl({ client_id: 'phone', redirect_uri: phoneCallback }))
      await page.locator('#consent-allow').click()
      await page.locator('#hand-off').waitFor()
    },
  },
  { name: 'sign-out', heading: 'Sign out?', go: (page, world) => page.goto(`${world.issuer}/logout`) },
  {
    name: 'sign-out-error',
    heading: 'Sign-out request error',
    go: (page, world) => page.goto(`${world.issuer}/logout?client_id=shop&post_logout_redirect_uri=x`),
  },
  {
    name: 'signed-out-of-one',
    heading: 'Signed out',
    go: async (page) => {
      await page.getByRole('link', { name: 'Sign out here' }).click()
      await page.getByRole('button', { name: `Sign out ${bob.username}` }).click()
      await page.getByRole('link', { name: 'Show your accounts' }).waitFor()
    },
  },
  {
    name: 'signed-out',
    heading: 'You are signed out',
    go: async (page) => {
      await page.getByRole('link', { name: 'Show your accounts' }).click()
      await page.locator('#sign-out').click()
      await page.locator('#sign-out').waitFor({ state: 'detached' })
    },
  },
  {
    name: 'sign-in-alone',
    heading: 'Sign in',
    go: (page, world) => page.goto(`${world.issuer}/sign-in`),
  },
  {
    name: 'request-error',
    heading: 'This sign-in can’t start',
    go: (page, world) => page.goto(world.authorizeUrl({ redirect_uri: 'https://elsewhere.example.test/cb' })),
  },
  { name: 'not-found', heading: 'Page not found', go: (page, world) => page.goto(`${world.issuer}/nowhere`) },
  {
    name: 'cookies-blocked',
    heading: 'Cookies are blocked',
    go: async (page, world) => {
      await page.goto(world.authorizeUrl())
      await page.context().clearCookies()
      await signIn(page, alice)
      await page.locator('details').waitFor()
    },
  },
  {
    name: 'expired',
    heading: 'This page has expired',
    go: async (page, world) => {
      await page.goto(world.authorizeUrl())
      world.clock.advance(7200)
      await signIn(page, alice)
      await page.locator('details').waitFor()
    },
  },
  {
    name: 'locked',
    heading: 'Sign in',
    go: async (page, world) => {
      await page.goto(world.authorizeUrl())
      while ((await page.locator('#error-summary time').count()) === 0) {
        const answered = page.waitForResponse((response) => response.request().method() === 'POST')
        await signIn(page, { ...bob, password: 'wrong' })
        await answered
        await page.locator('#error-summary').waitFor()
      }
    },
  },
]

async function fillSignUp(page: Page, password: string): Promise<void> {
  await page.locator('#username').fill('dora@example.test')
  await page.locator('#name').fill('Dora')
  await page.locator('#password').fill(password)
  await page.locator('#sign-up').click()
}
