import { describe, expect, test } from 'vitest'
import { catalogues } from '../../src/pages/messages/catalogues.ts'
import type { PageFrame } from '../../src/pages/page.ts'
import { gallery } from './gallery.ts'
import { frameFor, translator } from './page-frame.ts'
import { readHtml } from './read-html.ts'

const english = Object.keys(catalogues.en)

describe.each(Object.entries(catalogues))('the %s catalogue', (locale, catalogue) => {
  test('has every message that English has, and no other', () => {
    expect(Object.keys(catalogue).sort()).toEqual([...english].sort())
  })

  test('uses the same arguments in each message', () => {
    const argumentsOf = (message: string) =>
      [...new Set([...message.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name))].sort()
    for (const key of english) {
      expect({ key, uses: argumentsOf(catalogue[key] ?? '') }).toEqual({
        key,
        uses: argumentsOf(catalogues.en[key] ?? ''),
      })
    }
  })

  test('can be read in every page', () => {
    for (const { render } of gallery) expect(render(frameFor(locale))).toContain(`<html lang="${locale}"`)
  })
})

test('every message is used by some page', () => {
  const used = new Set<string>()
  const english = translator.translate('en')
  const t: PageFrame['t'] = (key, values) => {
    used.add(key)
    return english(key, values)
  }
  for (const { render } of gallery) render({ ...frameFor('en'), t })
  expect([...used].sort()).toEqual(Object.keys(catalogues.en).sort())
})

describe('a locale that wraps each message (en-XA)', () => {
  const english = translator.translate('en')
  const frame: PageFrame = {
    ...frameFor('en'),
    languages: frameFor('en').languages.map((language) => ({ ...language, name: `¤${language.name}` })),
    t: (key, values) => `⟦${english(key, values)}⟧`,
  }
  /** Markers in place of all data, so that what is neither data nor a message shows. */
  const data = (text: string) => (/^(?:https?|com\.example\.books):|^[/#]/.test(text) ? text : `¤${text}`)

  test.each(gallery)('finds no words in the page "$name" that a translator could not reach', (example) => {
    const html = example.renderWith(frame, data)
    expect(loneWords(html)).toEqual([])
  })
})

const SPOKEN_ATTRIBUTES = ['alt', 'aria-label', 'placeholder', 'title']
const ADDRESS = /^(?:https?:\/\/|com\.example\.books:|[\w.]+\.example$)/

/**
 * Texts outside of every message that are no data either: not marked, no address, no letter of a monogram, no
 * time.
 */
function loneWords(html: string): string[] {
  const found: string[] = []
  let depth = 0
  let insideTime = false
  for (const token of readHtml(html)) {
    if ('tag' in token) {
      insideTime = token.tag === 'time' && !token.closes
      for (const name of SPOKEN_ATTRIBUTES) {
        const text = token.attributes[name]
        if (text !== undefined && !/^[⟦¤]/.test(text)) found.push(text)
      }
      continue
    }
    const text = token.text.trim()
    const isData = /^[¤]/.test(text) || ADDRESS.test(text) || Array.from(text).length <= 1
    if (depth === 0 && !insideTime && !isData && !/^⟦/.test(text) && !FRAME_DATA.has(text)) found.push(text)
    depth += (text.match(/⟦/g)?.length ?? 0) - (text.match(/⟧/g)?.length ?? 0)
  }
  return found
}

const FRAME_DATA = new Set(['Example', frameFor('en').requestId])
