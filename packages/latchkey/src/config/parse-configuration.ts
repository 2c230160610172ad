import { nearestName } from 'latchkey-connect/internal'
import { z } from 'zod'
import { builtInGrantTypes } from '../flows/token/grants/built-in-grants.ts'
import type { NewAccount } from '../management/management.ts'
import type { Pages } from '../pages/default-pages.ts'
import type { GrantHandler } from '../ports/grant-handler.ts'
import type { Logger } from '../ports/logger.ts'
import type { Settings } from '../ports/settings.ts'
import type { Storage } from '../ports/storage.ts'
import type { Client } from '../protocol/client.ts'
import type { AuditEvent } from '../protocol/event.ts'
import type { Resource } from '../protocol/resource.ts'
import type { SigningAlgorithm } from '../protocol/signing-key.ts'
import { parseClients } from './clients/parse-clients.ts'
import type { Configuration, FileConfiguration, MessagesConfiguration } from './configuration.ts'
import { deepFreeze } from './deep-freeze.ts'
import { defaultIdTokenAlgorithm, defaultLimits, identityScopes } from './defaults.ts'
import { type AccountsChoice, parseAccounts, parseUsers } from './parse-accounts.ts'
import { parseBrand } from './parse-brand.ts'
import {
  parseAdoptRefreshToken,
  parseCustomClaims,
  parseGrants,
  parseLogger,
  parseMessages,
  parseOnEvent,
  parsePages,
} from './parse-extensions.ts'
import { type Issuer, parseIssuer } from './parse-issuer.ts'
import { parseLifetimes } from './parse-lifetimes.ts'
import { parseCorsOrigins, parseDefaultLocale, parseTrustedProxies } from './parse-network.ts'
import { parseResources } from './parse-resources.ts'
import { parseSecrets } from './parse-secrets.ts'
import { parseStorage } from './parse-storage.ts'
import { isPlainObject, plainCopy } from './plain-copy.ts'
import { readMember, readShape, type Source, strict } from './read-shape.ts'
import { createReport, type Report } from './report.ts'
import { flag, limitsShape, signingAlgorithm, text } from './shapes.ts'

/** A configuration that was checked as a whole, completed with the defaults, and frozen. */
export interface ParsedConfiguration {
  readonly settings: Settings
  readonly clients: readonly Client[]
  readonly users: readonly NewAccount[]
  readonly storage: string | Storage
  /**
   * The current one first. Empty: read from `secretFile`, or, without one, made at random for this process.
   */
  readonly secrets: readonly string[]
  readonly secretFile?: string
  readonly accounts: AccountsChoice
  readonly pages: Partial<Pages>
  readonly messages: MessagesConfiguration
  readonly grants: readonly GrantHandler[]
  readonly logger?: Logger | false
  readonly eventsSink?: (event: AuditEvent) => void
  /** What works but looks like a mistake: one sentence each, beginning with its path. */
  readonly warnings: readonly string[]
}

/** The keys that only the `latchkey` command knows. */
export const listeningKeys = [
  'host',
  'port',
  'tls',
  'drainSeconds',
] as const satisfies (keyof FileConfiguration)[]

const anything = z.unknown().exactOptional()

const outermostKeys = {
  issuer: z.unknown(),
  allowInsecureIssuer: anything,
  storage: anything,
  secret: anything,
  previousSecrets: anything,
  secretFile: anything,
  development: anything,
  clients: anything,
  users: anything,
  accounts: anything,
  resources: anything,
  scopes: anything,
  accessToken: anything,
  lifetimes: anything,
  limits: anything,
  idTokenAlgorithm: anything,
  requirePkce: anything,
  acrValues: anything,
  customClaims: anything,
  customClaimNames: anything,
  adoptRefreshToken: anything,
  grants: anything,
  brand: anything,
  pages: anything,
  messages: anything,
  defaultLocale: anything,
  corsOrigins: anything,
  trustedProxies: anything,
  logger: anything,
  onEvent: anything,
} satisfies Record<keyof Required<Configuration>, z.ZodType>

const outermostShape = strict(outermostKeys, (key) =>
  (listeningKeys as readonly string[]).includes(key)
    ? 'is for the latchkey command; leave it out where you call createAuthorizationServer'
    : nearestName(key, [...Object.keys(outermostKeys), ...listeningKeys]),
)

/**
 * Checks a configuration, fills in the defaults and freezes the result.
 * @throws {@link ConfigError} with every problem at once.
 */
export function parseConfiguration(input: Configuration): ParsedConfiguration {
  const report = createReport()
  const parsed = readConfiguration(input, report)
  report.requireNoProblems()
  const { settings, clients, users, secrets, pages, messages } = parsed
  deepFreeze([settings, clients, users, secrets, pages, messages])
  Object.freeze(parsed.accounts)
  Object.freeze(parsed.grants)
  return Object.freeze({ ...parsed, warnings: Object.freeze([...report.warnings]) })
}

/** Everything but the verdict: for callers that have more to report than this. */
export function readConfiguration(input: unknown, report: Report): Omit<ParsedConfiguration, 'warnings'> {
  const source = { input: toRecord(input, report), report }
  const issuer = readIssuer(source)
  const brand = parseBrand(source)
  const resources = parseResources(source, { uri: issuer.issuer, name: brand.name })
  const requirePkce = readMember(source, 'requirePkce', flag) ?? true
  const grants = parseGrants(source)
  const clients = parseClients(source, {
    requirePkce,
    identityScopes: identityScopes.map((scope) => scope.name),
    known: {
      grantTypes: [...builtInGrantTypes, ...grants.map((grant) => grant.grantType)],
      scopes: resources.flatMap((resource) => resource.scopes.map((scope) => scope.name)),
      resources: resources.map((resource) => resource.uri),
    },
  })
  const settings = readSettings(source, { issuer, brand, resources, requirePkce, clients })
  const storage = parseStorage(source)
  const accounts = parseAccounts(source)
  const logger = parseLogger(source)
  const eventsSink = parseOnEvent(source)
  return {
    settings,
    clients,
    users: parseUsers(source, accounts),
    storage,
    ...parseSecrets(source, storage),
    accounts,
    pages: parsePages(source),
    messages: parseMessages(source),
    grants,
    ...(logger !== undefined && { logger }),
    ...(eventsSink !== undefined && { eventsSink }),
  }
}

/**
 * What is the operator's own object, with a state of its own perhaps: used as it is, neither copied nor
 * frozen.
 */
const foreign = ['storage', 'accounts', 'grants', 'logger']

/** The outermost object as a copy; its unknown keys are reported. */
function toRecord(input: unknown, report: Report): Readonly<Record<string, unknown>> {
  if (!isPlainObject(input)) {
    readShape(outermostShape, input, { path: '', report })
    return {}
  }
  const present = Object.entries(input).filter(([, value]) => value !== undefined)
  const copy = Object.fromEntries(
    present.map(([key, value]) => [key, foreign.includes(key) ? value : plainCopy(value)]),
  )
  readShape(outermostShape, copy, { path: '', report })
  return copy
}

const placeholder: Issuer = {
  issuer: 'https://issuer.invalid',
  issuerPath: '',
  secure: true,
  loopback: false,
}

/** Answers a placeholder for an issuer that was reported, so that the rest can be looked at too. */
function readIssuer(source: Source): Issuer {
  const value = readMember(source, 'issuer', text)
  const allowInsecure = readMember(source, 'allowInsecureIssuer', flag) ?? false
  return (value === undefined ? undefined : parseIssuer(value, allowInsecure, source.report)) ?? placeholder
}

function readSettings(
  source: Source,
  context: {
    readonly issuer: Issuer
    readonly brand: Settings['brand']
    readonly resources: readonly Resource[]
    readonly requirePkce: boolean
    readonly clients: readonly Client[]
  },
): Settings {
  const { issuer, brand, resources, requirePkce, clients } = context
  const idTokenAlgorithm = readMember(source, 'idTokenAlgorithm', signingAlgorithm) ?? defaultIdTokenAlgorithm
  const customClaims = parseCustomClaims(source)
  const adoptRefreshToken = parseAdoptRefreshToken(source)
  return {
    issuer: issuer.issuer,
    issuerPath: issuer.issuerPath,
    secureCookies: issuer.secure,
    development: readDevelopment(source, issuer),
    lifetimes: parseLifetimes(source, resources),
    resources,
    idTokenAlgorithm,
    signingAlgorithms: algorithmsOf({ idTokenAlgorithm, resources, clients }),
    requirePkce,
    acrValues: readMember(source, 'acrValues', z.array(text)) ?? [],
    ...(customClaims !== undefined && { customClaims }),
    customClaimNames: readMember(source, 'customClaimNames', z.array(text)) ?? [],
    ...(adoptRefreshToken !== undefined && { adoptRefreshToken }),
    brand,
    defaultLocale: parseDefaultLocale(source),
    corsOrigins: parseCorsOrigins(source),
    trustedProxies: parseTrustedProxies(source),
    limits: { ...defaultLimits, ...readMember(source, 'limits', limitsShape) },
  }
}

function readDevelopment(source: Source, issuer: Issuer): boolean {
  const stated = readMember(source, 'development', flag)
  if (stated === true && !issuer.loopback) {
    source.report.warning(
      'development',
      'is on for a host that is not loopback: error pages tell strangers more',
    )
  }
  return stated ?? issuer.loopback
}

/** RS256 is always there (OpenID Connect Core §15.1); the others where something uses them. */
function algorithmsOf(users: {
  readonly idTokenAlgorithm: SigningAlgorithm
  readonly resources: readonly Resource[]
  readonly clients: readonly Client[]
}): readonly SigningAlgorithm[] {
  const wanted = users.clients.flatMap((client) => client.idTokenSignedResponseAlg ?? [])
  return [
    ...new Set<SigningAlgorithm>([
      'RS256',
      users.idTokenAlgorithm,
      ...users.resources.map((resource) => resource.accessTokenAlgorithm),
      ...(wanted as SigningAlgorithm[]),
    ]),
  ]
}
