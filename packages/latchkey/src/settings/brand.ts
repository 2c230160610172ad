import { group, option } from './define-option.ts'
import type { Group, Named, Values, Written } from './option.ts'
import { text } from './shapes.ts'

const colour = text.refine((value) => /^#[0-9a-f]{6}$/i.test(value), 'must be a colour like "#1d4ed8"')
/** The content security policy of the pages allows images only from our own origin and from data: URLs. */
const image = text.refine(
  (url) => /^data:image\/[a-z+.-]+[;,]/.test(url) || /^\/(?![/\\])[\x21-\x7e]*$/.test(url),
  'must be a data:image/… URL, or a path on the issuer such as /logo.svg',
)
const webPage = linkTo(['https:', 'http:'], 'must be an https URL')

/** A user name before the host can look like the host. */
function linkTo(schemes: readonly string[], sentence: string) {
  return text
    .refine((url) => schemes.includes(URL.parse(url)?.protocol ?? ''), { error: sentence, abort: true })
    .refine((url) => !hasUserInfo(url), 'must not contain a user name or password')
}

function hasUserInfo(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && (url.username !== '' || url.password !== '')
}

const members = {
  /** The name of this server on its pages. */
  name: option(text, { default: 'Latchkey' }),
  /** A `data:image/…` URL, or a path on the issuer's host: pages load nothing from other hosts. */
  logo: option(image),
  /** The logo in dark mode. If it is missing, `logo` is used. */
  logoDark: option(image),
  /** `#rrggbb`, for buttons and links. You get a warning if it is hard to see on white. */
  accent: option(colour, { default: '#1d4ed8' }),
  /** The accent colour in dark mode. */
  accentDark: option(colour, { default: '#93b4ff' }),
  /** Where people find help: an https or mailto URL. */
  supportUrl: option(linkTo(['https:', 'http:', 'mailto:'], 'must be an https or mailto URL')),
  /** The URL of the privacy policy. */
  privacyUrl: option(webPage),
  /** The URL of the terms of use. */
  termsUrl: option(webPage),
}

export interface BrandConfiguration extends Written<typeof members>, Named {}

/** How the pages present themselves. */
export interface Brand extends Values<typeof members> {}

/** How the pages present themselves. */
export const brand: Group<BrandConfiguration, Brand> = group(members)
