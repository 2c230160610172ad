import { group, option } from './define-option.ts'
import type { Group, Values, Written } from './option.ts'
import { text } from './shapes.ts'

const colour = text.refine((value) => /^#[0-9a-f]{6}$/i.test(value), 'must be a colour like "#1d4ed8"')
/** The pages' content security policy loads images from ourselves and from data: URLs only. */
const image = text.refine(
  (url) => /^data:image\/[a-z+.-]+[;,]/.test(url) || /^\/(?![/\\])[\x21-\x7e]*$/.test(url),
  'must be a data:image/… URL, or a path on the issuer such as /logo.svg',
)
const webPage = linkTo(['https:', 'http:'], 'must be an https URL')

function linkTo(schemes: readonly string[], sentence: string) {
  return text.refine((url) => schemes.includes(URL.parse(url)?.protocol ?? ''), sentence)
}

const members = {
  /** What the pages call this server. */
  name: option(text, { default: 'Latchkey' }),
  /** A `data:image/…` URL, or a path on the issuer's host: pages load nothing from elsewhere. */
  logo: option(image),
  /** The same for dark pages; where it is left out, `logo`. */
  logoDark: option(image),
  /** `#rrggbb`, for buttons and links. You are warned when it is hard to see on white. */
  accent: option(colour, { default: '#1d4ed8' }),
  /** The same for dark pages. */
  accentDark: option(colour, { default: '#93b4ff' }),
  /** Where people find help: an https or mailto URL. */
  supportUrl: option(linkTo(['https:', 'http:', 'mailto:'], 'must be an https or mailto URL')),
  /** The privacy policy. */
  privacyUrl: option(webPage),
  /** The terms of use. */
  termsUrl: option(webPage),
}

export interface BrandConfiguration extends Written<typeof members> {}

/** How the pages present themselves. */
export interface Brand extends Values<typeof members> {}

/** How the pages present themselves. */
export const brand: Group<BrandConfiguration, Brand> = group(members)
