import { type ScriptedBrowser, scriptedBrowser } from '../../src/testing/scripted-browser.ts'
import type { World } from '../fixtures/server-without-network.ts'

/** A browser whose connection comes from this address. */
export function browserAt({ server }: World, remoteAddress: string): ScriptedBrowser {
  const site = { fetch: (request: Request) => server.fetch(request, { remoteAddress }) }
  return scriptedBrowser(site, new URL(server.issuer).origin)
}
