import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brandStylesheet } from '../../src/pages/frame/brand-stylesheet.ts'
import { contrastRatio } from '../../src/pages/frame/contrast-ratio.ts'

const stylesheet = readFileSync(new URL('../../src/pages/assets/latchkey.css', import.meta.url), 'utf8')
const colour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((number) => `#${number.toString(16).padStart(6, '0')}`)

/** The pair of colours that a custom property has. */
function pairOf(css: string, name: string): [light: string, dark: string] {
  const found = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css)
  if (found?.[1] === undefined || found[2] === undefined) throw new Error(`No --${name}`)
  return [found[1], found[2]]
}

function contrasts(a: readonly string[], b: readonly string[]): number {
  return Math.min(...a.map((each, index) => contrastRatio(each, b[index] ?? '')))
}

describe('contrast (WCAG 2.2, "contrast ratio")', () => {
  test('of black and white is 21, of a colour with itself 1', () => {
    expect(contrastRatio('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrastRatio('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
    expect(contrastRatio('#abcdef', '#ABCDEF')).toBe(1)
  })

  test('does not depend on the order', () => {
    fc.assert(
      fc.property(colour, colour, (a, b) => {
        expect(contrastRatio(a, b)).toBeCloseTo(contrastRatio(b, a))
      }),
    )
  })
})

describe('the colours in the box', () => {
  test.each(['ink', 'quiet'])('%s can be read on every ground (1.4.3)', (text) => {
    for (const ground of ['card', 'ground', 'wash']) {
      expect(contrasts(pairOf(stylesheet, text), pairOf(stylesheet, ground))).toBeGreaterThanOrEqual(4.5)
    }
  })

  test.each(['problem', 'warning', 'good'])('%s can be read on its wash and on the card (1.4.3)', (text) => {
    const ink = pairOf(stylesheet, text)
    expect(contrasts(ink, pairOf(stylesheet, `${text}-wash`))).toBeGreaterThanOrEqual(4.5)
    expect(contrasts(ink, pairOf(stylesheet, 'card'))).toBeGreaterThanOrEqual(4.5)
  })

  test('the edge of a field can be seen (1.4.11)', () => {
    expect(contrasts(pairOf(stylesheet, 'edge'), pairOf(stylesheet, 'card'))).toBeGreaterThanOrEqual(3)
  })
})

describe('an accent of the operator', () => {
  test('whatever it is, buttons, links and the focus ring can be seen on the card of the stylesheet', () => {
    const card = pairOf(stylesheet, 'card')
    fc.assert(
      fc.property(colour, colour, (accent, accentDark) => {
        const css = brandStylesheet({ accent, accentDark })
        expect(contrasts(pairOf(css, 'accent-link'), card)).toBeGreaterThanOrEqual(4.5)
        expect(contrasts(pairOf(css, 'accent-ring'), card)).toBeGreaterThanOrEqual(3)
        expect(contrasts(pairOf(css, 'accent-text'), pairOf(css, 'accent'))).toBeGreaterThanOrEqual(4.5)
      }),
    )
  })

  test('has white words on it where they can be read, else black ones', () => {
    const css = brandStylesheet({ accent: '#1d4ed8', accentDark: '#ffd400' })
    expect(pairOf(css, 'accent-text')).toEqual(['#ffffff', '#000000'])
  })

  test('is a colour and nothing else', () => {
    for (const accent of ['red', '#fff', '#ffffff;}body{display:none', '#gggggg']) {
      expect(() => brandStylesheet({ accent, accentDark: '#ffffff' })).toThrow(TypeError)
    }
  })
})
