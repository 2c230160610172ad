import type { Client } from '../../protocol/clients/client.ts'
import { isLoopbackHost } from '../../protocol/redirect-uri/is-loopback-host.ts'

/**
 * Where an app begins, for a link back to it: its registered home page, or else the root of the site that it
 * is redirected to. An app that is no web page has none.
 */
export function toAppUrl(client: Pick<Client, 'clientUri'>, redirectUri: string): string | undefined {
  if (client.clientUri !== undefined) return client.clientUri
  const url = URL.parse(redirectUri)
  if (url === null) return undefined
  const isWeb = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))
  return isWeb ? `${url.origin}/` : undefined
}
