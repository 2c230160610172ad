const LOOPBACK_HOSTS = new Set(['127.0.0.1', '[::1]', 'localhost'])
const BLANK_OR_CONTROL = /[\s\p{Cc}]/u
const OWN_PATH = /^\/(?![/\\])/
const LOGO = /^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml)[;,]/

/** A link that an app or an operator supplied: https, otherwise none. */
export function toHttpsLink(url: string | undefined): string | undefined {
  return protocolOf(url) === 'https:' ? url : undefined
}

/** A link back to an app: https, or http to this computer (RFC 8252 §7.3). */
export function toReturnLink(url: string | undefined): string | undefined {
  return isWebTarget(url) ? url : undefined
}

/** A link to one of our own pages: a path, or http(s). */
export function toOwnLink(url: string | undefined): string | undefined {
  if (url === undefined || BLANK_OR_CONTROL.test(url)) return undefined
  const isWeb = protocolOf(url) === 'https:' || protocolOf(url) === 'http:'
  return isWeb || OWN_PATH.test(url) ? url : undefined
}

/** How to contact the operator: a web page or a mail address. */
export function toContactLink(url: string | undefined): string | undefined {
  return protocolOf(url) === 'mailto:' ? url : toOwnLink(url)
}

/** The operator's logo: https, one of our own paths, or a data: URL. */
export function toLogoSource(url: string | undefined): string | undefined {
  return url !== undefined && LOGO.test(url) ? url : toOwnLink(url)
}

/**
 * Requires one of our own URLs: a form must have somewhere to go.
 * @throws TypeError for any other URL.
 */
export function requireOwnTarget(url: string): string {
  return toOwnLink(url) ?? unusable(url)
}

/**
 * Requires https, or http to this computer: form_post sends the code there (OAuth 2.0 Form Post §2).
 * @throws TypeError for any other URL.
 */
export function requireFormPostTarget(url: string): string {
  return isWebTarget(url) ? url : unusable(url)
}

/**
 * Requires a URL that is allowed as a redirect URI; a private-use scheme contains a dot (RFC 8252 §7.1).
 * @throws TypeError for any other URL.
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

/** Browsers remove tabs and line breaks from URLs; we accept no URL that contains any. */
function protocolOf(url: string | undefined): string | undefined {
  if (url === undefined || BLANK_OR_CONTROL.test(url)) return undefined
  return URL.parse(url)?.protocol
}

function unusable(url: string): never {
  throw new TypeError(`A page cannot lead to ${JSON.stringify(url.split(':', 1)[0])} addresses`)
}
