import { expect, test } from 'vitest'
import { authorizePath } from '../../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../../fixtures/use-world.ts'

const world = useWorldPerTest()
const browser = useBrowser(world)

const languageOf = (html: string) => /<html lang="([^"]+)" dir="([^"]+)"/.exec(html)?.slice(1).join(' ')
const linkTo = (html: string, locale: string) =>
  new RegExp(`<a href="([^"]+)" lang="${locale}"`).exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''

test('a page speaks the language of the browser, or the default', async () => {
  expect(languageOf((await browser.open('/sign-in')).html)).toBe('en ltr')
  expect(languageOf((await browser.open('/sign-in', { 'accept-language': 'de-CH, en;q=0.5' })).html)).toBe(
    'de ltr',
  )
})

test('a person can choose another one, in the middle of a request, and is remembered', async () => {
  const signIn = await browser.open(authorizePath())
  const inArabic = await browser.open(linkTo(signIn.html, 'ar'))
  expect(languageOf(inArabic.html)).toBe('ar rtl')
  expect(inArabic.html).toContain('id="sign-in-cancel"')
  expect(languageOf((await browser.open('/sign-in')).html)).toBe('ar rtl')
  expect(languageOf((await browser.submit(inArabic, 'sign-in', { username: '', password: '' })).html)).toBe(
    'ar rtl',
  )
})

test('what the client asks for counts more than an earlier choice, and less than a new one (OpenID Connect Core §3.1.2.1)', async () => {
  await browser.open('/sign-in?lang=ar')
  const asked = await browser.open(authorizePath({ ui_locales: 'de' }))
  expect(languageOf(asked.html)).toBe('de ltr')
  expect(languageOf((await browser.open(linkTo(asked.html, 'en'))).html)).toBe('en ltr')
})

test('a language that we do not have is nobody’s choice and leaves no cookie', async () => {
  await browser.open('/sign-in?lang=xx%0d%0aSet-Cookie:a=b')
  expect([...browser.cookies.keys()].filter((name) => name.includes('language'))).toEqual([])
})

test('the links of a page carry nothing of its query but what it lives on', async () => {
  const { html } = await browser.open('/sign-in?evil=1&username=someone')
  expect(linkTo(html, 'de')).toBe('/sign-in?lang=de')
  expect((await browser.open(authorizePath({ client_id: 'nobody' }))).html).not.toContain('hreflang')
})

test('a page that answers what a client asked has no link that would lose it', async () => {
  expect((await browser.open('/logout?client_id=app')).html).not.toContain('hreflang')
  expect((await browser.open('/sign-in')).html).toContain('hreflang')
})
