import { describe, expect, test } from 'vitest'
import { consentPage } from '../../src/pages/authorize/consent.tsx'
import { pageNames } from '../../src/pages/default-pages.ts'
import { gallery, states } from './gallery.ts'
import { frameFor } from './page-frame.ts'
import { elementsOf, textOf } from './read-html.ts'

const frame = frameFor('en')

function render(name: string): string {
  const found = gallery.find((example) => example.name === name)
  if (found === undefined) throw new Error(`No example "${name}"`)
  return found.render(frame)
}

const submitButtons = (html: string) =>
  elementsOf(html)
    .filter(({ tag, attributes }) => tag === 'button' && attributes.type === 'submit')
    .map(({ attributes }) => attributes)

test('every page has an example in test/pages/gallery', () => {
  expect(pageNames.filter((name) => (states[name] ?? []).length === 0)).toEqual([])
})

describe.each(gallery)('the page "$name"', ({ heading, render: renderPage }) => {
  const html = renderPage(frame)
  const elements = elementsOf(html)
  const named = (tag: string) => elements.filter((element) => element.tag === tag)

  test('is a whole document with one heading, which its title repeats', () => {
    expect(html.startsWith('<!DOCTYPE html><html lang="en" dir="ltr">')).toBe(true)
    expect(named('h1')).toHaveLength(1)
    expect(textOf(html, 'h1')).toBe(heading)
    expect(textOf(html, 'title')).toMatch(
      new RegExp(`^(?:Error: )?${heading.replace('?', '\\?')} – Example$`),
    )
  })

  test('has no inline script, style or handler, and loads only from us (requirement AZ-21)', () => {
    expect(named('script').map(({ attributes }) => attributes.src)).toEqual(['/assets/latchkey.js'])
    expect(named('style')).toEqual([])
    for (const { attributes } of elements) {
      expect(Object.keys(attributes).filter((name) => name === 'style' || name.startsWith('on'))).toEqual([])
    }
    for (const { tag, attributes } of elements) {
      if (tag === 'link' || tag === 'img') expect(attributes.href ?? attributes.src).toMatch(/^\//)
    }
  })

  test('every id is there once, and every reference leads to one', () => {
    const ids = elements.flatMap(({ attributes }) => attributes.id ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    for (const { attributes } of elements) {
      const references = [
        attributes.for,
        attributes['aria-controls'],
        ...(attributes['aria-describedby']?.split(' ') ?? []),
        attributes.href?.startsWith('#') ? attributes.href.slice(1) : undefined,
      ]
      for (const reference of references) {
        if (reference !== undefined) expect(ids).toContain(reference)
      }
    }
  })

  test('every form posts and carries what binds it', () => {
    for (const { attributes } of named('form')) expect(attributes.method).toBe('post')
    const hidden = named('input').filter(({ attributes }) => attributes.type === 'hidden')
    if (named('form').length > 0) expect(hidden.length).toBeGreaterThan(1)
  })

  test('help and the languages stand in the same place (WCAG 2.2, 3.2.6)', () => {
    expect(textOf(html, 'footer')).toBe('HelpPrivacyTermsDeutschالعربية')
  })
})

describe('signing in', () => {
  test('the ids and names that browsers, password managers and test suites rely on', () => {
    const html = render('sign-in empty')
    const inputs = Object.fromEntries(
      elementsOf(html)
        .filter(({ tag }) => tag === 'input')
        .map(({ attributes }) => [attributes.id ?? attributes.name, attributes]),
    )
    expect(inputs.username).toMatchObject({ name: 'username', autocomplete: 'username', spellcheck: 'false' })
    expect(inputs.password).toMatchObject({ name: 'password', autocomplete: 'current-password' })
    expect(inputs.csrf).toMatchObject({ type: 'hidden', value: 'c3Jm' })
  })

  test('Enter signs in: the button comes before Cancel, which asks for no fields', () => {
    const [signIn, cancel] = submitButtons(render('sign-in empty'))
    expect(signIn).toMatchObject({ id: 'sign-in', name: 'action', value: 'sign-in' })
    expect(cancel).toMatchObject({
      id: 'sign-in-cancel',
      name: 'action',
      value: 'cancel',
      formnovalidate: '',
    })
  })

  test('Cancel is there only while a client waits', () => {
    expect(render('sign-in without an app')).not.toContain('sign-in-cancel')
  })

  test('again: the username is fixed and the page says why', () => {
    const html = render('sign-in again')
    expect(html).toMatch(/id="username"[^>]*readonly/)
    expect(textOf(html, 'p')).toBe('Confirm it’s you to continue to Harbour Books.')
  })

  test('a problem comes first in the title and the page, and is read out with its field', () => {
    const html = render('sign-in missing fields')
    expect(textOf(html, 'title')).toMatch(/^Error: /)
    expect(html.indexOf('role="alert"')).toBeLessThan(html.indexOf('<form'))
    expect(html).toContain('href="#password"')
    expect(html).toMatch(/id="password"[^>]*aria-describedby="password-error" aria-invalid="true"/)
  })

  test('a wrong password keeps the username and never the password', () => {
    const html = render('sign-in wrong credentials')
    expect(html).toMatch(/id="username"[^>]*value="ada@example.com"/)
    expect(html).not.toMatch(/id="password"[^>]*value=/)
  })

  test('a lock says until when, in a way that a script can put into the reader’s zone', () => {
    expect(render('sign-in locked')).toMatch(/<time datetime="2026-11-21T09:30:00\.000Z"[^>]*>9:30 AM UTC</)
  })
})

describe('signing up', () => {
  test('states the rule for passwords before anything is typed', () => {
    const html = render('sign-up empty')
    expect(html).toContain('At least 15 characters.')
    expect(html).toMatch(/id="password"[^>]*autocomplete="new-password"[^>]*minlength="15"/)
    expect(submitButtons(html)).toMatchObject([{ id: 'sign-up' }])
  })
})

describe('consent (requirement AZ-16)', () => {
  const html = render('consent everything')

  test('names the app, that nobody verified it, its home, the account and where it leads', () => {
    for (const shown of ['Harbour Books', 'Not verified', 'books.example', 'ada@example.com', 'Not you?']) {
      expect(html).toContain(shown)
    }
    expect(html).toContain('<strong><bdi dir="ltr">books.example</bdi></strong>')
    expect(html).toContain('<code>https://books.example/callback</code>')
  })

  test('says how long it lasts', () => {
    expect(html).toContain('Until you remove the access, also while you are away.')
    expect(render('consent verified')).toContain('While you are signed in.')
  })

  test('marks what changes something, and sets apart what was allowed before', () => {
    expect(html).toMatch(/Add, change and remove books<\/bdi><span class="tag tag-change">Can change/)
    expect(html.indexOf('It can already')).toBeGreaterThan(html.indexOf('books:write'))
    expect(html.indexOf('books:read')).toBeGreaterThan(html.indexOf('It can already'))
  })

  test('optional scopes are boxes with the scope in them; the others are not', () => {
    const boxes = elementsOf(html).filter(({ attributes }) => attributes.type === 'checkbox')
    expect(boxes.map(({ attributes }) => [attributes.name, attributes.value])).toEqual([
      ['scope', 'address'],
      ['scope', 'phone'],
      ['scope', 'books:write'],
      ['scope', 'loans:write'],
      ['scope', 'books:read'],
    ])
  })

  test('Deny comes first, so that Enter allows nothing; neither is focused', () => {
    const buttons = submitButtons(html)
    expect(buttons).toMatchObject([
      { id: 'consent-deny', name: 'action', value: 'deny' },
      { id: 'consent-allow', name: 'action', value: 'allow' },
    ])
    expect(html).not.toContain('autofocus')
  })

  test('has at most one warning', () => {
    for (const { name, render: renderPage } of gallery) {
      if (name.startsWith('consent'))
        expect(renderPage(frame).match(/notice-warning/g)?.length ?? 0).toBeLessThan(2)
    }
    expect(render('consent verified')).not.toContain('notice-warning')
    expect(render('consent loopback')).toContain('other programs can pose as it')
  })

  test('an app on this computer is called that', () => {
    expect(render('consent loopback')).toMatch(
      /an app on this computer, at <strong><bdi dir="ltr">127.0.0.1:49152/,
    )
    expect(render('consent private use')).toMatch(/an app on this device that answers to/)
  })

  test('a host is never cut, however long it is', () => {
    const host = `${'a'.repeat(63)}.`.repeat(3).concat('evil.example')
    const page = consentPage(
      {
        action: '/consent',
        hidden: {},
        app: { name: 'X', verified: true },
        destination: { kind: 'web', host, url: `https://${host}/` },
        account: { username: 'ada' },
        switchAccountUrl: '/',
        groups: [],
        offlineAccess: false,
      },
      frame,
    )
    expect(page).toContain(`<bdi dir="ltr">${host}</bdi>`)
  })
})

describe('leaving', () => {
  test('a form_post carries its fields, sends itself by the script, and has a button for when there is none (FP-01)', () => {
    const html = render('form-post')
    expect(html).toContain(
      '<form method="post" action="https://books.example/callback" data-auto-submit="true">',
    )
    expect(html).toContain('<input type="hidden" name="code" value="c"/>')
    expect(submitButtons(html)).toHaveLength(1)
  })

  test('a hand-off refreshes at once, shows the link, and says that the tab may be closed', () => {
    const html = render('hand-off to an app')
    const url = 'com.example.books:/callback?code=c&state=s'
    const [refresh] = elementsOf(html).filter(({ attributes }) => attributes['http-equiv'] === 'refresh')
    expect(refresh?.attributes.content).toBe(`0; url=${url}`)
    expect(elementsOf(html).find(({ attributes }) => attributes.id === 'hand-off')?.attributes.href).toBe(url)
    expect(html).toContain('You can close this tab')
    expect(render('hand-off to the web')).not.toContain('You can close this tab')
  })

  test('signing out asks with one button', () => {
    expect(submitButtons(render('sign-out'))).toMatchObject([{ id: 'sign-out-confirm' }])
  })
})

describe('an error', () => {
  test('tells a developer the code, the request and the redirect URI exactly as received', () => {
    const html = render('error authorization_request')
    for (const fact of [
      'invalid_request',
      'https://books.example/callback/',
      frame.requestId,
      '2026-11-21T09:30',
    ]) {
      expect(html).toContain(fact)
    }
    expect(html).not.toContain('<details open')
  })

  test('that can be started again has a way to do so', () => {
    expect(render('error cookies_blocked')).toContain('href="/authorize?client_id=books"')
  })
})

describe('the brand', () => {
  const branded = (brand: Partial<typeof frame.brand>) =>
    gallery[0]?.render({ ...frame, brand: { ...frame.brand, ...brand } }) ?? ''

  test('a logo takes the place of the letter, with another for dark pages', () => {
    const html = branded({ logo: '/logo.svg', logoDark: 'data:image/png;base64,AA==' })
    expect(html).toContain(
      '<source srcset="data:image/png;base64,AA==" media="(prefers-color-scheme: dark)"/>',
    )
    expect(html).toContain('<img class="logo" src="/logo.svg" alt="Example"/>')
  })

  test('a logo that is no picture is not shown', () => {
    expect(branded({ logo: 'javascript:alert(1)' })).not.toContain('<img')
  })
})
