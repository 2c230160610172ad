import { describe, expect, test } from 'vitest'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import { toText, type Visit } from '../../../src/testing/scripted-browser.ts'
import { authorizePath, post, responseOf, signInAs } from '../../fixtures/server-without-network.ts'
import { openOwnWorld, useBrowser, useWorldPerTest } from '../../fixtures/use-world.ts'
import { wrapStores } from '../../fixtures/wrap-stores.ts'
import { expectErrorPage, onwardOf } from '../front-channel.ts'

const world = useWorldPerTest()
const browser = useBrowser(world)

const home = [['Go to Latchkey', '/account']]

describe('a page says what happened, and leads on', () => {
  test.each(['/consent', '/choose-account', '/consent?request=', '/choose-account?lang=en'])(
    '%s, which is nothing without a request',
    async (path) => {
      const visit = await browser.open(path)
      expectErrorPage(visit, 'There is nothing to continue here', 403)
      expect(onwardOf(visit)).toEqual(home)
    },
  )

  test('an address that was cut off', async () => {
    const page = await browser.open(authorizePath())
    const visit = await browser.open(page.url.slice(0, -20))
    expectErrorPage(visit, 'This address is not complete', 403)
    expect(onwardOf(visit)).toEqual(home)
  })

  test('an address with nothing at it, in any language', async () => {
    const visit = await browser.open('/nowhere?request=x')
    expectErrorPage(visit, 'Page not found', 404)
    expect(onwardOf(visit)).toEqual(home)
    expect(visit.html).toContain('href="?lang=de"')
    expect((await browser.open('/nowhere?lang=de')).html).toContain('<h1>Seite nicht gefunden</h1>')
  })

  test('an address that looks like another host has no link to it (C-17)', async () => {
    for (const path of ['//evil.test/x', '/\\evil.test/x', '//evil.test']) {
      const visit = await browser.open(`${world.server.issuer}${path}`)
      expectErrorPage(visit, 'Page not found', 404)
      expect(visit.html).not.toContain('evil')
    }
  })

  test('an address that takes forms only', async () => {
    const visit = await browser.open('/sign-out')
    expectErrorPage(visit, 'This can’t be opened like that', 405)
    expect(onwardOf(visit)).toEqual(home)
    expect(visit.html).toContain('href="?lang=ar"')
  })

  test('a form that is too large, or none', async () => {
    const page = await browser.open(authorizePath())
    const large = await browser.submit(page, 'sign-in', { username: 'x'.repeat(70_000), password: 'x' })
    expectErrorPage(large, 'That was too much', 413)
    const twice = await browser.submit(page, 'sign-in', { username: ['x', 'y'], password: 'x' })
    expectErrorPage(twice, 'We could not read this form')
    const json = await world.server.fetch(
      new Request(`${world.server.issuer}/sign-in`, { method: 'POST', body: '{}' }),
    )
    expect([json.status, await json.text()]).toEqual([
      400,
      expect.stringContaining('<h1>We could not read this form</h1>'),
    ])
    for (const visit of [large, twice]) expect(onwardOf(visit)).toEqual([['Try again', '/sign-in'], ...home])
  })

  test('a form that is too large leads back to its page, with the request of the app', async () => {
    const page = await browser.open(authorizePath())
    const { pathname, search } = new URL(page.url)
    const submit = (referer: string) =>
      browser.submit(page, 'sign-in', { username: 'x'.repeat(70_000) }, { referer })
    expect(onwardOf(await submit(page.url))).toEqual([['Try again', `${pathname}${search}`], ...home])
    for (const other of ['https://evil.test/sign-in?x=1', `${page.url}${'x'.repeat(5000)}`, 'no URL'])
      expect(onwardOf(await submit(other))).toEqual([['Try again', '/sign-in'], ...home])
    expect(new URL((await browser.open(`${pathname}${search}`)).url).search).toBe(search)
  })

  test('a form that is too large of a page that is nothing without a request leads to the front page', async () => {
    const page = await signInAs(browser, await browser.open(authorizePath()))
    const large = await browser.submit(page, 'consent-allow', { scope: 'x'.repeat(70_000) })
    expectErrorPage(large, 'That was too much', 413)
    expect(onwardOf(large)).toEqual(home)
  })

  test('a failure of ours: the same address again, or the front page', async () => {
    let isBroken = false
    const storage = wrapStores(createMemoryStorage(), (_, call) => {
      if (isBroken) throw new Error('The disk is gone')
      return call()
    })
    const own = await openOwnWorld({ storage })
    const visitor = own.browser()
    const { pathname, search } = new URL((await visitor.open(authorizePath())).url)
    isBroken = true
    const visit = await visitor.open(`${pathname}${search}`)
    expectErrorPage(visit, 'Not available just now', 503)
    expect(onwardOf(visit)).toEqual([['Try again', `${pathname}${search}`], ...home])
    const long = await visitor.open(`${pathname}${search}&x=${'x'.repeat(5000)}`)
    expect(onwardOf(long)).toEqual(home)
    isBroken = false
  })

  test('where the account area is closed, the front page is the sign-in page', async () => {
    const own = await openOwnWorld({ areas: { account: false } })
    const visit = await own.browser().open('/nowhere')
    expect(onwardOf(visit)).toEqual([['Go to Latchkey', '/sign-in']])
  })

  test('an app without a site of its own has no link to it, but a way to start again', async () => {
    const changes = { client_id: 'phone', redirect_uri: 'com.example.phone:/cb', scope: 'openid' }
    const page = await signInAs(browser, await browser.open(authorizePath(changes)))
    const answer = await browser.submit(page, 'consent-allow')
    const code = /code=([\w-]+)/.exec(answer.html)?.[1] ?? ''
    const form = {
      grant_type: 'authorization_code',
      client_id: 'phone',
      code,
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      redirect_uri: changes.redirect_uri,
    }
    expect((await post(world.server, '/token', form)).status).toBe(200)
    const visit = await browser.submit(page, 'consent-allow')
    expectErrorPage(visit, 'You already allowed Phone App')
    expect(onwardOf(visit)).toEqual([['Start again', authorizePath(changes)]])
  })
})

test('the log names the cause', async () => {
  const lines: Record<string, unknown>[] = []
  const write = (fields: object) => void lines.push(fields as Record<string, unknown>)
  const own = await openOwnWorld({ logger: { debug: write, info: write, warn: write, error: write } })
  const visitor = own.browser()
  const page = await visitor.open(authorizePath())
  for (const headers of [{ origin: 'null', 'sec-fetch-site': 'none' }, { origin: 'https://evil.test' }])
    await visitor.submit(page, 'sign-in', { username: 'a', password: 'b' }, headers)
  await visitor.submit(page, 'sign-in', { username: 'a', password: 'b', form_token: '' })
  await own.browser().submit(page, 'sign-in', { username: 'a', password: 'b' })
  await visitor.open('/consent')
  const reasons = lines.flatMap(({ reason }) => (typeof reason === 'string' ? [reason] : []))
  expect(reasons).toEqual([
    'form_origin_withheld',
    'form_of_another_site',
    'form_token_wrong',
    'cookies_blocked',
    'page_without_request',
  ])
})

describe('what a stranger writes into a request fills no page, no answer and no log', () => {
  const stranger = `Call +1 555 0100 now‮${'!'.repeat(7000)}`

  function expectLittle(visit: Visit): void {
    const text = toText(visit.html)
    expect(text.length).toBeLessThan(2000)
    expect(visit.html).not.toContain('‮')
    expect(visit.html).not.toContain('!'.repeat(100))
  }

  test('a parameter that comes twice, on a page and in the answer to the app', async () => {
    const page = await browser.open(authorizePath())
    const posted = await browser.submit(page, 'sign-in', { [stranger]: ['1', '2'] })
    expectErrorPage(posted, 'We could not read this form')
    expectLittle(posted)
    const name = encodeURIComponent(stranger.slice(0, 2000))
    const back = await browser.open(`${authorizePath()}&${name}=1&${name}=2`)
    const description = responseOf(back).get('error_description') ?? ''
    expect(description).toMatch(
      /^Send each parameter once; this one came twice: Call \+1 555 0100 now\?!+\.\.\.$/,
    )
    expect(description.length).toBeLessThan(150)
  })

  test('an origin, scopes and a claim', async () => {
    const page = await browser.open(authorizePath())
    const origin = `https://${'x'.repeat(3000)}.test`
    expectLittle(await browser.submit(page, 'sign-in', {}, { origin }))
    for (const changes of [
      { scope: '!'.repeat(3000) },
      { claims: JSON.stringify({ id_token: { [stranger]: 1 } }) },
    ]) {
      const visit = await browser.open(authorizePath(changes))
      expect((responseOf(visit).get('error_description') ?? '').length).toBeLessThanOrEqual(500)
    }
  })

  test('a redirect URI', async () => {
    const visit = await browser.open(authorizePath({ redirect_uri: `https://evil.test/${stranger}` }))
    expectErrorPage(visit)
    expect(visit.html).not.toContain('‮')
  })
})
