import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuthorizationServer, createAuthorizationServer } from '../../src/index.ts'
import { type ScriptedBrowser, scriptedBrowser } from '../../src/testing/scripted-browser.ts'
import { authorizePath, pkcePair } from '../fixtures/server-without-network.ts'
import { type GuideApp, writeGuideApp } from './guide-app.ts'

const origin = 'https://shop.example'
const email = 'grace@example.com'
const password = 'a ship in port is safe'
const redirectUri = 'https://partner.example/callback'
let app: GuideApp
let server: AuthorizationServer
// biome-ignore lint/suspicious/noExplicitAny: the guide's own files, whose types the compiler checks
let guide: Record<'users' | 'changePassword' | 'accountsWithSignUp', any>

beforeAll(async () => {
  app = writeGuideApp('bring-your-own-users', {
    "'latchkey'": `'${join(import.meta.dirname, '../../src/index.ts')}'`,
    "storage: 'sqlite:latchkey.db'": "storage: 'memory:', logger: false",
  })
  const load = (file: string) => import(join(app.folder, file))
  server = (await load('server.ts')).server
  const { users } = await load('users.ts')
  const { changePassword } = await load('change-password.ts')
  guide = { users, changePassword, accountsWithSignUp: (await load('sign-up.ts')).accountsWithSignUp }
  await users.add(email, 'Grace Hopper', password)
})
afterAll(async () => {
  await server.close()
  await app.remove()
})

const { verifier, challenge } = pkcePair()
const partner = {
  client_id: 'partner',
  redirect_uri: redirectUri,
  scope: 'openid profile offline_access',
  code_challenge: challenge,
}

function ask(path: string, parameters: Record<string, string>): Promise<Response> {
  return server.fetch(
    new Request(`${origin}/auth${path}`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'partner', ...parameters }),
    }),
  )
}

async function signIn(browser: ScriptedBrowser, typed = { username: email, password }) {
  return browser.submit(await browser.open('/auth/sign-in'), 'sign-in', typed)
}

/** Signs in at the partner's; answers its tokens. */
async function openPartner(browser: ScriptedBrowser) {
  const page = await browser.open(`/auth${authorizePath(partner)}`)
  // Asked once: the consent is remembered.
  const isAsked = page.html.includes('id="consent-allow"')
  const { url } = isAsked ? await browser.submit(page, 'consent-allow') : page
  const code = new URL(url).searchParams.get('code') ?? ''
  const answer = await ask('/token', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  })
  return (await answer.json()) as { refresh_token: string; access_token: string; id_token: string }
}

const newBrowser = () => scriptedBrowser(server, origin)
const isSignedIn = async (browser: ScriptedBrowser) =>
  new URL((await browser.open('/auth/account')).url).pathname === '/auth/account'
const refresh = (token: string) => ask('/token', { grant_type: 'refresh_token', refresh_token: token })

describe('the guide to users of one’s own', () => {
  it('signs them in by their own password, and not by another', async () => {
    expect((await signIn(newBrowser(), { username: email, password: 'wrong' })).status).toBe(422)
    expect((await signIn(newBrowser(), { username: 'nobody@example.com', password })).status).toBe(422)
    const browser = newBrowser()
    await signIn(browser)
    expect(await isSignedIn(browser)).toBe(true)
    const { id_token } = await openPartner(browser)
    const claims = JSON.parse(Buffer.from(id_token.split('.')[1] ?? '', 'base64url').toString())
    expect(claims.sub).toBe('user-1')
  })

  it('ends sessions and grants with the password (OWASP ASVS 7.4.3)', async () => {
    const browser = newBrowser()
    await signIn(browser)
    const { refresh_token } = await openPartner(browser)
    const user = await guide.users.check(email, password)
    await guide.changePassword(user, 'as well as ships at sea')
    expect(await isSignedIn(browser)).toBe(false)
    expect((await refresh(refresh_token)).status).toBe(400)
    expect((await signIn(browser)).status).toBe(422)
    await guide.users.setPassword(user.id, password)
  })

  it('lets no sign-in outlive a password that was changed meanwhile', async () => {
    const { check } = guide.users
    guide.users.check = async (...typed: unknown[]) => {
      const user = await check(...typed)
      await guide.changePassword(user, password)
      return user
    }
    const answer = await signIn(newBrowser())
    guide.users.check = check
    expect(answer.status).toBe(422)
  })

  it('stops what a blocked person holds at once, and says why after the right password only', async () => {
    const browser = newBrowser()
    await signIn(browser)
    const { access_token, refresh_token } = await openPartner(browser)
    const { find, check } = guide.users
    const block =
      (read: typeof find) =>
      async (...typed: unknown[]) => {
        const user = await read(...typed)
        return user && { ...user, blocked: true }
      }
    Object.assign(guide.users, { find: block(find), check: block(check) })
    const userinfo = new Request(`${origin}/auth/userinfo`, {
      headers: { authorization: `Bearer ${access_token}` },
    })
    expect((await server.fetch(userinfo)).status).toBe(401)
    expect((await refresh(refresh_token)).status).toBe(400)
    expect(await isSignedIn(browser)).toBe(false)
    expect((await signIn(newBrowser())).html).toContain('turned off')
    expect((await signIn(newBrowser(), { username: email, password: 'wrong' })).html).not.toContain(
      'disabled',
    )
    Object.assign(guide.users, { find, check })
  })

  it('takes people in on our page, and tells nobody who was there before', async () => {
    const open = await createAuthorizationServer({
      issuer: `${origin}/auth`,
      storage: 'memory:',
      logger: false,
      accounts: guide.accountsWithSignUp,
    })
    const browser = scriptedBrowser(open, origin)
    const signUp = async (username: string, chosen: string) =>
      browser.submit(await browser.open('/auth/sign-up'), 'sign-up', {
        username,
        password: chosen,
        name: 'Ada',
      })
    expect((await signUp('ada@example.com', 'short')).status).toBe(422)
    const fresh = await signUp('ada@example.com', 'notes upon notes upon notes')
    const taken = await signUp(email, 'notes upon notes upon notes')
    const noticeOf = (url: string) => new URL(url).searchParams.get('notice')
    expect([noticeOf(fresh.url), noticeOf(taken.url)]).toEqual(['signed_up', 'signed_up'])
    expect(await guide.users.check('ada@example.com', 'notes upon notes upon notes')).toBeDefined()
    expect(await guide.users.check(email, 'notes upon notes upon notes')).toBeUndefined()
    await open.close()
  })
})
