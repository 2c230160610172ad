import { scriptedBrowser, toText } from './scripted-browser.ts'

/** The credentials with which a person signs in at the test issuer. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/**
 * Goes through an authorization request like a person who allows it; returns the redirect URI with the
 * response to the client.
 * @throws Error when it ends on a page of the issuer
 */
export async function signInAndAllow(authorizationUrl: string | URL, credentials: Credentials): Promise<URL> {
  const { origin, href } = new URL(authorizationUrl)
  const browser = scriptedBrowser({ fetch: (request) => fetch(request) }, origin)
  let visit = await browser.open(href)
  if (visit.html.includes('id="sign-in"')) visit = await browser.submit(visit, 'sign-in', { ...credentials })
  if (visit.html.includes('id="consent-allow"')) visit = await browser.submit(visit, 'consent-allow')
  const end = new URL(visit.url)
  if (end.origin !== origin) return end
  throw new Error(`The sign-in ended at ${end.pathname} (${visit.status}): ${toText(visit.html)}`)
}
