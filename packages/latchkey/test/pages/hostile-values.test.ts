import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formPostPage } from '../../src/pages/authorize/form-post.tsx'
import { handOffPage } from '../../src/pages/authorize/hand-off.tsx'
import type { PageFrame } from '../../src/pages/page.ts'
import { signInPage } from '../../src/pages/sign-in/sign-in.tsx'
import { app } from './gallery/example.ts'
import { gallery, replaceTexts } from './gallery.ts'
import { frameFor } from './page-frame.ts'
import { elementsOf } from './read-html.ts'

const frame = frameFor('en')

const PAYLOADS = [
  '"><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>",
  '</title></form><form action="https://evil.example">',
  '" onfocus="alert(1)" autofocus="',
  '<!--',
  '&lt;script&gt;',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '\uE0000\uE001{name}',
]

/** The tags that the pages consist of. */
const TAGS =
  'html head meta title link script body div header main footer nav picture source img span bdi h1 h2 p strong a ul li form input label button svg path section fieldset legend dl dt dd details summary code time'
const SAFE_TARGET = /^(?:https:\/\/|http:\/\/localhost|com\.example\.books:|mailto:|[/#])/

function hostileFrame(payload: string): PageFrame {
  const brand = replaceTexts(frame.brand, () => payload) as PageFrame['brand']
  const languages = frame.languages.map((language) => ({ ...language, name: payload }))
  return { ...frame, languages, brand: { ...brand, logo: payload, logoDark: payload }, requestId: payload }
}

/**
 * What must hold whatever the data says. Reading the page is the first check: it refuses anything unescaped.
 */
function expectHarmless(html: string): void {
  for (const { tag, attributes } of elementsOf(html)) {
    expect(TAGS.split(' ')).toContain(tag)
    expect(Object.keys(attributes).filter((name) => name.startsWith('on') || name === 'autofocus')).toEqual(
      [],
    )
    if (tag === 'script') expect(attributes).toEqual({ src: '/assets/latchkey.js', defer: '' })
    for (const name of ['href', 'src', 'srcset', 'action', 'formaction']) {
      const target = attributes[name]
      if (target !== undefined) expect(target).toMatch(SAFE_TARGET)
    }
  }
}

describe.each(gallery)('the page "$name"', (example) => {
  test.each(PAYLOADS)('stays harmless with %j in every text (attacks C-61, C-62, C-64)', (payload) => {
    const html = example.renderWith(hostileFrame(payload), () => payload)
    expectHarmless(html)
    const tags = (page: string) => elementsOf(page).filter(({ tag }) => tag === 'form' || tag === 'script')
    expect(tags(html).length).toBe(tags(example.render(frame)).length)
  })

  test('stays harmless with anything in every text', () => {
    const ugly = fc.string({
      unit: fc.oneof(
        fc.constantFrom('<', '>', '"', "'", '&', '/', '\u0000', '\ud800'),
        fc.string({ maxLength: 1 }),
      ),
    })
    fc.assert(
      fc.property(ugly, (text) => expectHarmless(example.renderWith(frame, () => text))),
      { numRuns: 30 },
    )
  })
})

describe('pages whose purpose is an address refuse to be made with a bad one', () => {
  const bad = 'javascript:alert(1)'

  test('form_post (FP-04)', () => {
    expect(() => formPostPage({ action: bad, fields: {}, app }, frame)).toThrow(TypeError)
  })

  test('hand-off', () => {
    expect(() => handOffPage({ url: bad, app }, frame)).toThrow(TypeError)
  })

  test('a form of ours', () => {
    const view = { action: bad, hidden: {}, username: '', reauthentication: false, cancellable: false }
    expect(() => signInPage(view, frame)).toThrow(TypeError)
  })
})
