import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { ClientChange } from '../../index.ts'
import { collect, type SharedOptions } from '../leaf-command.ts'
import { CommandError } from '../terminal/command-error.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** What `client create` and `client update` can say of an app. */
export interface ClientOptions extends SharedOptions {
  readonly redirectUri?: readonly string[]
  readonly postLogoutRedirectUri?: readonly string[]
  readonly grant?: readonly string[]
  readonly scope?: readonly string[]
  readonly introspects?: readonly string[]
  readonly type?: 'web' | 'native'
  readonly method?: NonNullable<ClientChange['tokenEndpointAuthMethod']>
  readonly jwks?: string
  readonly jwksUri?: string
  readonly verified?: boolean
  readonly firstParty?: boolean
  readonly pkce?: boolean
  readonly rotate?: boolean
  readonly claimsInIdToken?: boolean
  readonly homepage?: string
}

export function addClientOptions(command: Command): Command {
  return command
    .option('--redirect-uri <uri>', 'where responses go; may be given several times', collect)
    .option(
      '--post-logout-redirect-uri <uri>',
      'where sign-out may return to; may be given several times',
      collect,
    )
    .option('--grant <type>', 'a grant type; may be given several times', collect)
    .option('--scope <scope>', 'a scope it may ask for; may be given several times', collect)
    .option(
      '--introspects <resource>',
      'an API whose tokens it may introspect; may be given several times',
      collect,
    )
    .addOption(new Option('--type <type>', 'web, or native for apps on a device').choices(['web', 'native']))
    .addOption(
      new Option('--method <method>', 'how it authenticates').choices([
        'none',
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
      ]),
    )
    .option('--jwks <file>', 'a file with its public keys (a JWK set), for private_key_jwt')
    .option('--jwks-uri <url>', 'where its public keys are, for private_key_jwt')
    .option('--homepage <url>', 'its home page')
    .option('--verified', 'you vouch for who is behind it')
    .option('--no-verified', 'the consent page warns of it')
    .option('--first-party', 'an app of your own: no consent page')
    .option('--no-first-party', 'an app of somebody else')
    .option('--pkce', 'requires PKCE')
    .option('--no-pkce', 'does not require PKCE (only with a secret or keys)')
    .option('--rotate', 'makes a new refresh token at each use')
    .option('--no-rotate', 'keeps the refresh token (only with a secret or keys)')
    .option('--claims-in-id-token', 'puts the claims of granted scopes into the ID token too')
    .option('--no-claims-in-id-token', 'leaves them to userinfo')
}

/** The options as the change that they ask for; what was not said is absent. */
export function toClientChange(options: ClientOptions, terminal: Terminal): ClientChange {
  const change = {
    redirectUris: options.redirectUri,
    postLogoutRedirectUris: options.postLogoutRedirectUri,
    grantTypes: options.grant,
    scopes: options.scope,
    introspects: options.introspects,
    applicationType: options.type,
    tokenEndpointAuthMethod: options.method,
    jwks: options.jwks === undefined ? undefined : readJwks(resolve(terminal.folder, options.jwks)),
    jwksUri: options.jwksUri,
    verified: options.verified,
    firstParty: options.firstParty,
    requirePkce: options.pkce,
    rotateRefreshTokens: options.rotate,
    claimsInIdToken: options.claimsInIdToken,
    clientUri: options.homepage,
  }
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}

function readJwks(file: string): NonNullable<ClientChange['jwks']> {
  try {
    const jwks: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (isJwks(jwks)) return jwks
  } catch (cause) {
    throw new CommandError('usage', `--jwks: cannot read a JWK set from ${file}`, { cause })
  }
  throw new CommandError('usage', `--jwks: ${file} is not a JWK set: { "keys": [ … ] } (RFC 7517 §5)`)
}

function isJwks(value: unknown): value is NonNullable<ClientChange['jwks']> {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys)
}
