import { basename } from 'node:path'
import { toShownAddress } from 'latchkey-connect/internal'
import type { LoadedConfiguration } from '../../config/load-configuration.ts'
import { readVersion } from '../version.ts'
import type { FirstAccount } from './first-account.ts'

/**
 * What `latchkey dev` prints when it is ready: at most 25 lines, with URLs at the ends of lines so that
 * terminals turn them into links.
 */
export function toBanner(loaded: LoadedConfiguration, account: FirstAccount | undefined): string {
  const { parsed, file, warnings } = loaded
  const base = parsed.settings.issuer.replace(/\/$/, '')
  const lines = [
    `latchkey ${readVersion()} · Node ${process.versions.node} · development mode (not for production)`,
    '',
    `  Issuer     ${parsed.settings.issuer}`,
    `  Sign in    ${base}/sign-in`,
    `  Discovery  ${base}/.well-known/openid-configuration`,
    '',
    ...describeAccount(account),
    ...describeClients(loaded),
    `  Data       ${typeof parsed.storage === 'string' ? toShownAddress(parsed.storage) : 'a storage of your own'}`,
    '',
    ...(file === undefined
      ? ['  Next       npx latchkey init   writes latchkey.config.ts and .env']
      : [`  Settings   ${file}`]),
    '',
    ...warnings.slice(0, 5).map((warning) => `! ${warning}`),
    ...(parsed.settings.secureCookies ? [] : ['! cookies are not Secure because the issuer is http']),
  ]
  return `${lines.join('\n')}\n`
}

function describeAccount(account: FirstAccount | undefined): string[] {
  if (account === undefined) return []
  const { username, password } = account
  if (password !== undefined) return [`  Account    ${username}   password  ${password}   (shown once)`]
  return [`  Account    ${username}   password lost? stop, then: npx latchkey dev --new-password`]
}

function describeClients({ parsed, file }: LoadedConfiguration): string[] {
  const shown = parsed.clients.slice(0, 3).map((client) => {
    const kind = client.tokenEndpointAuthMethod === 'none' ? 'public, PKCE' : 'confidential'
    const [redirectUri] = client.redirectUris
    return `  Client     ${client.clientId} (${kind})${redirectUri === undefined ? '' : `   returns to ${redirectUri}`}`
  })
  const more = parsed.clients.length - shown.length
  return more > 0 ? [...shown, `             and ${more} more in ${basename(file ?? '')}`] : shown
}
