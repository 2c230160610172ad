import type { AppView } from '../../pages/page.ts'
import type { Client } from '../../protocol/clients/client.ts'

/** What a page may say about an app: what the operator registered, and only https links. */
export function toAppView(client: Client | undefined): AppView {
  return {
    name: client?.name ?? '',
    verified: client?.verified ?? false,
    ...httpsOnly('homepage', client?.clientUri),
    ...httpsOnly('policyUri', client?.policyUri),
    ...httpsOnly('tosUri', client?.tosUri),
  }
}

function httpsOnly<Name extends string>(name: Name, url: string | undefined): { [N in Name]?: string } {
  return url !== undefined && URL.parse(url)?.protocol === 'https:'
    ? ({ [name]: url } as { [N in Name]: string })
    : {}
}
