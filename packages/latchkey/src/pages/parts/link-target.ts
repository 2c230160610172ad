const LOOPBACK_HOSTS = new Set(['127.0.0.1', '[::1]', 'localhost'])
const BLANK_OR_CONTROL = /[\s\p{Cc}]/u
const OWN_PATH = /^\/(?![/\\])/
const LOGO = /^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml)[;,]/

/** A link that an app or an operator named: https, or none at all. */
export function toHttpsLink(url: string | undefined): string | undefined {
  return protocolOf(url) === 'https:' ? url : undefined
}

/** A way back to an app: https, or http to this computer (RFC 8252 §7.3). */
export function toReturnLink(url: string | undefined): string | undefined {
  return isWebTarget(url) ? url : undefined
}

/** A link to a page of ours: a path, or http(s). */
export function toOwnLink(url: string | undefined): string | undefined {
  if (url === undefined || BLANK_OR_CONTROL.test(url)) return undefined
  const isWeb = protocolOf(url) === 'https:' || protocolOf(url) === 'http:'
  return isWeb || OWN_PATH.test(url) ? url : undefined
}

/** Where an operator can be reached: a web page or a mail address. */
export function toContactLink(url: string | undefined): string | undefined {
  return protocolOf(url) === 'mailto:' ? url : toOwnLink(url)
}

/** The operator's logo: https, ours, or in the page itself. */
export function toLogoSource(url: string | undefined): string | undefined {
  return url !== undefined && LOGO.test(url) ? url : toOwnLink(url)
}

/** @throws TypeError for anything but an address of ours: such a page has nowhere to send its form. */
export function requireOwnTarget(url: string): string {
  return toOwnLink(url) ?? unusable(url)
}

/**
 * @throws TypeError unless the URL is https, or http to this computer: form_post hands over the code (OAuth
 * 2.0 Form Post §2).
 */
export function requireFormPostTarget(url: string): string {
  return isWebTarget(url) ? url : unusable(url)
}

/**
 * @throws TypeError unless the URL is one that a redirect URI may be; a private-use scheme has a dot (RFC
 * 8252 §7.1).
 */
export function requireHandOffTarget(url: string): string {
  return isWebTarget(url) || isPrivateUse(url) ? url : unusable(url)
}

/** True for a URL that opens an app rather than a page (RFC 8252 §7.1). */
export function isPrivateUse(url: string): boolean {
  return protocolOf(url)?.includes('.') === true
}

function isWebTarget(url: string | undefined): url is string {
  if (url === undefined || protocolOf(url) === undefined) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK_HOSTS.has(hostname))
}

/** Browsers drop tabs and line breaks inside a URL; we take none that has them. */
function protocolOf(url: string | undefined): string | undefined {
  if (url === undefined || BLANK_OR_CONTROL.test(url)) return undefined
  return URL.parse(url)?.protocol
}

function unusable(url: string): never {
  throw new TypeError(`A page cannot lead to ${JSON.stringify(url.split(':', 1)[0])} addresses`)
}
