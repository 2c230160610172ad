import type { LoadedConfiguration } from '../../config/load-configuration.ts'
import { type Check, ok } from './check.ts'

/**
 * Lists what the server may connect to when it fetches something. Warnings about dangerous entries come from
 * parsing the configuration.
 */
export function checkOutbound({ parsed }: LoadedConfiguration): Check {
  const { allow, proxy } = parsed.outbound
  const opened = [...(parsed.settings.development ? ['this machine'] : []), ...allow]
  const reached = ['public addresses', ...opened].join(', ')
  return ok(
    'outbound',
    proxy === undefined
      ? `may reach ${reached}; no proxy`
      : `may reach ${reached}; all through the proxy ${withoutPassword(proxy)}, which resolves the names and has to refuse private addresses itself`,
  )
}

function withoutPassword(proxy: string): string {
  const { protocol, host } = new URL(proxy)
  return `${protocol}//${host}`
}
