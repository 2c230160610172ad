import { nearestName } from 'latchkey-connect/internal'
import { z } from 'zod'
import { type GuardedParts, guardParts, guardSettings } from '../extensions/guard-hooks.ts'
import { builtInGrantTypes } from '../flows/token/grants/built-in-grants.ts'
import type { NewAccount } from '../management/management.ts'
import type { Pages } from '../pages/default-pages.ts'
import type { GrantHandler } from '../ports/grant-handler.ts'
import type { Storage } from '../ports/storage.ts'
import type { Client } from '../protocol/clients/client.ts'
import { statedMembers } from '../protocol/clients/client-metadata.ts'
import type { Resource } from '../protocol/resource.ts'
import { identityScopes } from '../protocol/scope/identity-scopes.ts'
import type { SigningAlgorithm } from '../protocol/signing-key.ts'
import type { Members, Values } from '../settings/option.ts'
import { type Configuration, commandOptions, serverOptions } from '../settings/options.ts'
import type { Settings } from '../settings/settings.ts'
import { strict } from '../settings/shapes.ts'
import { parseClients } from './clients/parse-clients.ts'
import { deepFreeze } from './deep-freeze.ts'
import { type AccountsChoice, parseAccounts, parseUsers } from './parse-accounts.ts'
import { parseGrants } from './parse-grants.ts'
import { type Issuer, readIssuer } from './parse-issuer.ts'
import { parseLifetimes } from './parse-lifetimes.ts'
import { parsePages } from './parse-pages.ts'
import { parseResources } from './parse-resources.ts'
import { parseSecrets, type SecretSource } from './parse-secrets.ts'
import { parseStorage, warnOfForgetfulStorage } from './parse-storage.ts'
import { isPlainObject, plainCopy } from './plain-copy.ts'
import { readOptions, valuesOf } from './read-options.ts'
import { readShape } from './read-shape.ts'
import { createReport, type Report } from './report.ts'
import { requireAnnounced } from './require-announced.ts'
import { notPlain, requirePlain } from './require-plain.ts'
import { passwordlessUser } from './user-shape.ts'
import { warnOfContrast } from './warnings/warn-of-contrast.ts'
import { warnOfWideOutbound } from './warnings/warn-of-wide-outbound.ts'
import { warnOfWideProxies } from './warnings/warn-of-wide-proxies.ts'

/** A configuration that was checked, completed with the defaults, and frozen. */
export type ParsedConfiguration = WorkedOut &
  Omit<Values<ServerOptions, 'part'>, keyof WorkedOut> & {
    /** What works but looks like a mistake: one sentence each, starting with its path. */
    readonly warnings: readonly string[]
  }

/** Values derived from the options. The parts that are not listed here are as they were written. */
interface WorkedOut extends SecretSource, GuardedParts {
  readonly settings: Settings
  readonly storage: string | Storage
  readonly clients: readonly Client[]
  readonly grants: readonly GrantHandler[]
  readonly pages: Partial<Pages>
  readonly accounts: AccountsChoice
  readonly users: readonly NewAccount[]
}

type ServerOptions = typeof serverOptions
type Options = Values<ServerOptions>

/** Problems are reported in this order. */
export const optionNames: readonly string[] = [...Object.keys(serverOptions), ...Object.keys(commandOptions)]

/**
 * Checks a configuration, fills in the defaults and freezes the result.
 * @throws {@link ConfigError} with every problem at once.
 */
export function parseConfiguration(input: Configuration): ParsedConfiguration {
  const report = createReport(optionNames)
  const parsed = { ...readConfiguration(input, report), warnings: [...report.warnings] }
  report.requireNoProblems()
  for (const [name, value] of Object.entries(parsed)) {
    if (isOwnObject(name)) continue
    deepFreeze(value)
  }
  return Object.freeze(parsed)
}

/** Parses without throwing, for callers that have more problems to report. */
export function readConfiguration(input: unknown, report: Report): Omit<ParsedConfiguration, 'warnings'> {
  const written = toRecord(input, report)
  const options = readOptions(serverOptions, { input: written, report })
  const issuer = readIssuer(options, report)
  const resources = parseResources(options, { issuer: issuer.issuer, report })
  const grants = parseGrants(options.grants, report)
  const clients = parseClients(options.clients, {
    report,
    requirePkce: options.requirePkce,
    identityScopes: identityScopes.map((scope) => scope.name),
    known: {
      grantTypes: [...builtInGrantTypes, ...grants.map((grant) => grant.grantType)],
      scopes: resources.flatMap((resource) => resource.scopes.map((scope) => scope.name)),
      resources: resources.map((resource) => resource.uri),
    },
  })
  const settings = toSettings(options, { written, issuer, resources, clients, report })
  warnOfWideOutbound(options.outbound, report)
  warnOfWideProxies(options.trustedProxies, report)
  const storage = parseStorage(options.storage, report)
  warnOfForgetfulStorage(storage, issuer, report)
  const accounts = parseAccounts(options.accounts, report)
  const { onEvent, logger, ...parts } = valuesOf('part', serverOptions, options)
  return {
    ...parts,
    ...guardParts({ onEvent, logger }),
    settings,
    clients,
    grants,
    pages: parsePages(options.pages, report),
    storage,
    ...parseSecrets(options, { storage, report }),
    accounts,
    users: parseUsers(options.users, { accounts, report }),
  }
}

function isOwnObject(name: string): boolean {
  const table: Members = serverOptions
  return table[name]?.isOwnObject === true
}

const anything = z.unknown().exactOptional()

const outermostShape = strict(
  Object.fromEntries(
    Object.entries(serverOptions).map(([name, option]) => [name, option.isRequired ? z.unknown() : anything]),
  ),
  (key) =>
    Object.hasOwn(commandOptions, key)
      ? 'is for the latchkey command; leave it out where you call createAuthorizationServer'
      : nearestName(key, optionNames),
)

/** The options, and the members of clients and users, which have shapes of their own. */
const announced = {
  ...serverOptions,
  clients: { members: Object.fromEntries(statedMembers) },
  users: { members: { password: { withoutIt: passwordlessUser } } },
}

/** A copy of the outermost object, without what is unknown or not plain, which is reported. */
function toRecord(input: unknown, report: Report): Readonly<Record<string, unknown>> {
  if (!isPlainObject(input)) {
    if (isObject(input)) report.problem('', notPlain(input))
    else readShape(outermostShape, input, { path: '', report })
    return {}
  }
  nameClients(input.clients, report)
  requireAnnounced(announced, input, { path: '', report })
  const present = Object.entries(input).filter(([, value]) => value !== undefined)
  const copy = Object.fromEntries(
    present.map(([name, value]) => [name, isOwnObject(name) ? value : plainCopy(value)]),
  )
  readShape(outermostShape, copy, { path: '', report })
  return Object.fromEntries(
    Object.entries(copy).filter(([path]) => isOwnObject(path) || requirePlain(input[path], { path, report })),
  )
}

function nameClients(clients: unknown, report: Report): void {
  if (!Array.isArray(clients)) return
  clients.forEach((client, index) => {
    if (isPlainObject(client) && typeof client.clientId === 'string')
      report.nameClient(`clients[${index}]`, client.clientId)
  })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The settings as written, and those derived from several options. */
function toSettings(
  options: Options,
  context: {
    readonly written: Readonly<Record<string, unknown>>
    readonly issuer: Issuer
    readonly resources: readonly Resource[]
    readonly clients: readonly Client[]
    readonly report: Report
  },
): Settings {
  const { written, issuer, resources, clients, report } = context
  warnOfContrast(options.brand, report)
  return {
    ...valuesOf('setting', serverOptions, options),
    ...guardSettings(options),
    issuer: issuer.issuer,
    issuerPath: issuer.issuerPath,
    secureCookies: issuer.secure,
    development: decideDevelopment(options, issuer, report),
    resources,
    signingAlgorithms: algorithmsOf(options, { resources, clients }),
    lifetimes: parseLifetimes(options.lifetimes, { written: written.lifetimes, resources, report }),
  }
}

function decideDevelopment({ development }: Options, issuer: Issuer, report: Report): boolean {
  if (development === true && !issuer.loopback) {
    report.warning('development', 'is on for a host that is not loopback: error pages tell strangers more')
  }
  return development ?? issuer.loopback
}

/** RS256 is always included (OpenID Connect Core §15.1), and every other algorithm that something uses. */
function algorithmsOf(
  { idTokenAlgorithm }: Options,
  users: { readonly resources: readonly Resource[]; readonly clients: readonly Client[] },
): readonly SigningAlgorithm[] {
  return [
    ...new Set<SigningAlgorithm>([
      'RS256',
      idTokenAlgorithm,
      ...users.resources.map((resource) => resource.accessTokenAlgorithm),
      ...users.clients.flatMap((client) => client.idTokenSignedResponseAlg ?? []),
    ]),
  ]
}
