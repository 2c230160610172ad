import { contrastRatio } from '../pages/frame/contrast-ratio.ts'
import type { Brand } from '../ports/settings.ts'
import { defaultBrand } from './defaults.ts'
import { readMember, type Source } from './read-shape.ts'
import type { Report } from './report.ts'
import { brandShape } from './shapes.ts'

/** The grounds of the pages, light and dark, as near as a contrast check needs them. */
const lightGround = '#ffffff'
const darkGround = '#16181d'
/** WCAG 2.2 SC 1.4.11, for buttons, borders and the focus ring. */
const leastContrast = 3

/** How the pages present themselves. */
export function parseBrand(source: Source): Brand {
  const { report } = source
  const brand = { ...defaultBrand, ...readMember(source, 'brand', brandShape) }
  requireColour('accent', brand.accent, { ground: lightGround, report })
  requireColour('accentDark', brand.accentDark, { ground: darkGround, report })
  for (const member of ['logo', 'logoDark'] as const) {
    // The pages' content security policy loads images from ourselves and from data: URLs only.
    if (!isImage(brand[member]))
      report.problem(
        `brand.${member}`,
        'must be a data:image/… URL, or a path on the issuer such as /logo.svg',
      )
  }
  for (const member of ['supportUrl', 'privacyUrl', 'termsUrl'] as const) {
    if (!isLink(brand[member], member)) report.problem(`brand.${member}`, linkSentence(member))
  }
  return brand
}

function isImage(url: string | undefined): boolean {
  return url === undefined || /^data:image\/[a-z+.-]+[;,]/.test(url) || /^\/(?![/\\])[\x21-\x7e]*$/.test(url)
}

function isLink(url: string | undefined, member: string): boolean {
  if (url === undefined) return true
  const scheme = URL.parse(url)?.protocol
  return scheme === 'https:' || scheme === 'http:' || (member === 'supportUrl' && scheme === 'mailto:')
}

function linkSentence(member: string): string {
  return member === 'supportUrl' ? 'must be an https or mailto URL' : 'must be an https URL'
}

function requireColour(
  member: 'accent' | 'accentDark',
  colour: string,
  context: { readonly ground: string; readonly report: Report },
): void {
  const path = `brand.${member}`
  if (!/^#[0-9a-f]{6}$/i.test(colour)) {
    context.report.problem(path, 'must be a colour like "#1d4ed8"')
    return
  }
  const ratio = contrastRatio(colour, context.ground)
  if (ratio < leastContrast) {
    context.report.warning(
      path,
      `is hard to see on the page: contrast ${ratio.toFixed(1)}:1, and WCAG 2.2 asks for ${leastContrast}:1`,
    )
  }
}
