import { describe, expect, test } from 'vitest'
import { pageRoutes } from '../../../src/http/page-routes.ts'
import type { Visit } from '../../../src/testing/scripted-browser.ts'
import { authorizeFully, authorizePath, post } from '../../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../../fixtures/use-world.ts'
import { expectCode, expectErrorPage, pathOf } from '../front-channel.ts'

const world = useWorldPerTest({ accounts: { signUp: 'open' } })
const browser = useBrowser(world)

/** A browser sends this when something in front of us has set `Referrer-Policy: no-referrer` (Fetch §3.1). */
const hidden = { origin: 'null', 'sec-fetch-site': 'same-origin' }
const right = { username: 'alice@example.test', password: 'wonderland' }

/** A header that the scripted browser sends can be replaced but not left out. */
async function postWithout(name: string, visit: Visit, form: Record<string, string>): Promise<Response> {
  const fields = visit.html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)
  const hiddenFields = Object.fromEntries([...fields].map(([, key = '', value = '']) => [key, value]))
  const headers = new Headers({ ...hidden, cookie: toCookie() })
  headers.delete(name)
  return post(world.server, pathOf(visit), { ...hiddenFields, ...form }, Object.fromEntries(headers))
}

const toCookie = () => [...browser.cookies].map((pair) => pair.join('=')).join('; ')

describe('a form of ours whose Origin is null', () => {
  test('is ours when Sec-Fetch-Site says same-origin: sign-in, consent and sign-out', async () => {
    const signIn = await browser.open(authorizePath())
    const consent = await browser.submit(signIn, 'sign-in', right, hidden)
    expect(pathOf(consent)).toBe('/consent')
    expectCode(await browser.submit(consent, 'consent-allow', {}, hidden))
    const question = await browser.open('/logout')
    const gone = await browser.submit(question, 'sign-out-confirm', {}, hidden)
    expect([gone.status, browser.cookies.has('__Host-latchkey-session')]).toEqual([200, false])
  })

  test('is not ours when a page of a sandbox, of data: or of another site sent it (C-76)', async () => {
    const page = await browser.open(authorizePath())
    for (const site of ['cross-site', 'same-site']) {
      const visit = await browser.submit(page, 'sign-in', right, { origin: 'null', 'sec-fetch-site': site })
      expectErrorPage(visit, 'This form did not come from us', 403)
    }
    const typed = { origin: 'null', 'sec-fetch-site': 'none' }
    const visit = await browser.submit(page, 'sign-in', right, typed)
    expectErrorPage(visit, 'Your browser hid where this form came from', 403)
  })

  test('is not believed where Sec-Fetch-Site is missing, and the page and the log name what does that', async () => {
    const page = await browser.open(authorizePath())
    const answer = await postWithout('sec-fetch-site', page, right)
    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain('If a proxy sets Referrer-Policy, let it pass on the one')
  })

  test('is still refused without its token or its cookie: Sec-Fetch-Site replaces neither (ASVS 3.5.1)', async () => {
    const page = await browser.open(authorizePath())
    const forged = await browser.submit(page, 'sign-in', { ...right, form_token: 'x' }, hidden)
    expectErrorPage(forged, 'We do not know this form', 403)
    const elsewhere = await world.browser().submit(page, 'sign-in', right, hidden)
    expect(elsewhere.status).toBe(400)
  })
})

test.each(pageRoutes.filter(({ post: action, path }) => action && !['/authorize', '/logout'].includes(path)))(
  'the form of $path is refused from another site, whatever it hides (C-76)',
  async ({ path }) => {
    for (const headers of [{ origin: 'null', 'sec-fetch-site': 'cross-site' }, { origin: 'null' }]) {
      const answer = await post(world.server, path, {}, headers)
      expect([400, 403, 404]).toContain(answer.status)
      expect(answer.headers.get('set-cookie')).toBeNull()
    }
  },
)

describe('our pages ask browsers to say where their forms come from', () => {
  test('by a meta element, which counts more than a header that a proxy has replaced', async () => {
    await authorizeFully(browser)
    for (const path of [
      authorizePath({ prompt: 'login' }),
      authorizePath({ prompt: 'consent' }),
      '/logout',
    ]) {
      const { html, headers } = await browser.open(path)
      expect(html).toContain('<meta name="referrer" content="same-origin"/>')
      expect(headers.get('referrer-policy')).toBe('same-origin')
    }
  })
})
