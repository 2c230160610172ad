import { contrastRatio } from './contrast-ratio.ts'

const HEX_COLOUR = /^#[0-9a-f]{6}$/i

/** The colours of the card and the text in `assets/latchkey.css`, against which an accent must be visible. */
const LIGHT = { card: '#ffffff', ink: '#16191d' }
const DARK = { card: '#1a1d21', ink: '#eceef1' }

/** WCAG 2.2: text 1.4.3, things that are not text 1.4.11. */
const TEXT_CONTRAST = 4.5
const SHAPE_CONTRAST = 3

/**
 * The operator's accent as a stylesheet: custom properties that `assets/latchkey.css` uses. An accent too
 * pale for links or for the focus ring is used for buttons only; links and focus ring get the text colour.
 * @throws TypeError for a colour that is not `#rrggbb`.
 */
export function brandStylesheet(brand: { readonly accent: string; readonly accentDark: string }): string {
  const light = tones(brand.accent, LIGHT)
  const dark = tones(brand.accentDark, DARK)
  const lines = Object.entries(light).map(
    ([name, value]) => `  --${name}: light-dark(${value}, ${dark[name as keyof typeof light]});`,
  )
  return `:root {\n${lines.join('\n')}\n}\n`
}

function tones(accent: string, ground: { readonly card: string; readonly ink: string }) {
  if (!HEX_COLOUR.test(accent)) throw new TypeError('An accent colour is written #rrggbb')
  const against = contrastRatio(accent, ground.card)
  return {
    accent,
    'accent-text': contrastRatio(accent, '#ffffff') >= TEXT_CONTRAST ? '#ffffff' : '#000000',
    'accent-link': against >= TEXT_CONTRAST ? accent : ground.ink,
    'accent-ring': against >= SHAPE_CONTRAST ? accent : ground.ink,
  }
}
