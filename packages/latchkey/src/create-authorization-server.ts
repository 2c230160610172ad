import { once } from 'latchkey-connect/internal'
import { createAccountManagement } from './accounts/account-management.ts'
import { accountsInTurn } from './accounts/accounts-in-turn.ts'
import { createBuiltInAccounts } from './accounts/built-in-accounts.ts'
import { createEmbedderAccountManagement } from './accounts/embedder-account-management.ts'
import { loadArgon2 } from './accounts/load-argon2.ts'
import { createPasswordHashing } from './accounts/password-hash.ts'
import { seedAccounts } from './accounts/seed-accounts.ts'
import type { AuthorizationServer } from './authorization-server.ts'
import { createRegistrationChecks } from './config/clients/check-registration.ts'
import { findExposedFiles } from './config/exposed-files.ts'
import { type ParsedConfiguration, parseConfiguration } from './config/parse-configuration.ts'
import { requireNodeVersion } from './config/require-node-version.ts'
import { createEventLog, type EventLog } from './events/create-event-log.ts'
import { closeInTime } from './extensions/close-in-time.ts'
import { guardLogger } from './extensions/guard-logger.ts'
import { fallBackTo } from './extensions/guard-pages.ts'
import { createClientDirectory } from './flows/clients/client-directory.ts'
import { createClientThrottle } from './flows/clients/client-throttle.ts'
import { createClientManagement } from './flows/clients/manage-clients.ts'
import { createSecretUse } from './flows/clients/secret-use.ts'
import { warnOfClientsNamedLikeResources } from './flows/clients/warn-of-clients-named-like-resources.ts'
import type { Parts } from './flows/parts.ts'
import { forgetSignInAttempts } from './flows/sign-in/limit-sign-in.ts'
import { createBuiltInGrants } from './flows/token/grants/built-in-grants.ts'
import { createGrantRegistry } from './flows/token/grants/grant-registry.ts'
import { createGrantManagement } from './flows/token/manage-grants.ts'
import { type ClockWatch, createClockWatch } from './flows/upkeep/clock-watch.ts'
import { maintainRegularly } from './flows/upkeep/maintain.ts'
import { createApp } from './http/create-app.ts'
import { createSite } from './http/create-site.ts'
import { createClientKeys } from './keys/client-keys.ts'
import { createKeyRing } from './keys/create-key-ring.ts'
import { createSealer } from './keys/create-sealer.ts'
import { loadOrCreateSecretFile } from './keys/server-secret.ts'
import { systemRandom } from './keys/system-random.ts'
import { createLogger, silentLogger } from './log/create-logger.ts'
import { createRequestLog } from './log/create-request-log.ts'
import type { AccountManagement, KeyManagement } from './management/management.ts'
import { toListPage } from './management/to-list-page.ts'
import { createOutbound } from './outbound/create-outbound.ts'
import { defaultPages, type Pages } from './pages/default-pages.ts'
import { catalogues } from './pages/messages/catalogues.ts'
import { createTranslator } from './pages/messages/translator.ts'
import type { Accounts } from './ports/accounts.ts'
import type { Clock } from './ports/clock.ts'
import type { Logger } from './ports/logger.ts'
import type { Random } from './ports/random.ts'
import type { Storage } from './ports/storage.ts'
import type { Client } from './protocol/clients/client.ts'
import type { Configuration } from './settings/options.ts'
import { namingFailures } from './storage/name-failures.ts'
import { openStorage } from './storage/open-storage.ts'

/** Seconds between two runs of maintenance. */
const MAINTENANCE_SECONDS = 60

/**
 * Creates a running authorization server: migrates the database, creates missing keys, and then responds to
 * requests through {@link AuthorizationServer.fetch}.
 * @throws ConfigError with every problem of the configuration at once; Error when the storage or the secret
 * cannot be used; Error with `code` `NODE_TOO_OLD`, or `ARGON2_MISSING` when passwords cannot be hashed here.
 */
export async function createAuthorizationServer(
  configuration: Configuration,
  dependencies: ServerDependencies = {},
): Promise<AuthorizationServer> {
  requireNodeVersion(process.versions.node)
  const parsed = parseConfiguration(configuration)
  const logger = chooseLogger(parsed)
  for (const warning of parsed.warnings) logger.warn({}, warning)
  // A server that cannot hash passwords must not start.
  if (parsed.accounts.kind === 'built-in') await loadArgon2()
  const opened = await openStorageOf(parsed)
  try {
    const server = await assemble(parsed, {
      ...opened,
      logger,
      clock: systemClock,
      random: systemRandom,
      ...dependencies,
    })
    for (const { file, warning } of findExposedFiles(parsed)) logger.warn({ file }, warning)
    return server
  } catch (cause) {
    await opened.release()
    throw cause
  }
}

/** What the server takes from the system by default; tests pass their own. */
export interface ServerDependencies {
  readonly clock?: Clock
  readonly random?: Random
}

interface OpenedStorage {
  readonly storage: Storage
  readonly release: () => Promise<void>
}

interface Foundation extends OpenedStorage, Required<ServerDependencies> {
  readonly logger: Logger
}

/** Every part, connected by hand to those it needs. */
interface Assembly {
  readonly parts: Parts
  readonly events: EventLog
  readonly clockWatch: ClockWatch
  readonly management: AccountManagement
  readonly drain: () => void
}

async function assemble(parsed: ParsedConfiguration, foundation: Foundation): Promise<AuthorizationServer> {
  const assembly = await build(parsed, foundation)
  await assembly.parts.keyRing.maintain()
  await assembly.clockWatch.look()
  if (parsed.accounts.kind === 'built-in') await seedAccounts(assembly.management, parsed.users)
  return open(assembly, parsed, foundation)
}

async function build(parsed: ParsedConfiguration, foundation: Foundation): Promise<Assembly> {
  const { settings } = parsed
  const { storage, logger, clock, random } = foundation
  await storage.migrate()
  const resources = settings.resources.map(({ uri }) => uri)
  await warnOfClientsNamedLikeResources(resources, { storage, logger })
  const sealer = createSealer(await loadSecrets(parsed, random), settings.issuer, random)
  const requestLog = createRequestLog({ logger, clock })
  const { limits } = settings
  const { onEvent } = parsed
  const events = createEventLog({ store: storage.events, logger, requestLog, clock, random, limits, onEvent })
  const { accounts, management } = createAccounts(parsed, { storage, sealer, events, clock, random })
  const keys = { storage: storage.signingKeys, sealer, clock, events, settings, logger }
  const keyRing = createKeyRing({ ...keys, longestTokenSeconds: longestTokenSeconds(parsed) })
  const accountsAreStored = parsed.accounts.kind === 'built-in'
  const reports = { events, requestLog }
  const ports = { settings, storage, accounts, accountsAreStored, clock, random, ...reports, sealer, keyRing }
  const outbound = createOutbound({ settings: parsed.outbound, development: settings.development, clock })
  let draining = false
  const basis = {
    ...ports,
    clients: createClientDirectory({ configured: byClientId(parsed.clients), resources }, storage, clock),
    clientKeys: createClientKeys({ fetchJson: outbound.fetchJson, clock, logger }),
    clientThrottle: createClientThrottle(),
    adoptionThrottle: createClientThrottle(),
    secretUse: createSecretUse(storage.clients),
    isDraining: () => draining,
  }
  const grantTypes = createGrantRegistry([...createBuiltInGrants(basis), ...parsed.grants])
  const parts: Parts = { ...basis, grantTypes }
  const drain = () => {
    draining = true
  }
  return { parts, events, management, drain, clockWatch: createClockWatch({ ...parts, logger }) }
}

function open(
  { parts, events, management, drain, clockWatch }: Assembly,
  parsed: ParsedConfiguration,
  { logger, release }: Foundation,
): AuthorizationServer {
  const { settings, storage, keyRing, grantTypes, requestLog } = parts
  const translator = createTranslator(catalogues, parsed.messages)
  const site = createSite({ parts, pages: choosePages(parsed, logger), translator })
  const app = createApp({ site, logger })
  const maintenance = maintainRegularly(
    { ...parts, clockWatch },
    { everySeconds: MAINTENANCE_SECONDS, logger },
  )
  const checks = createRegistrationChecks(settings, grantTypes.grantTypes)
  return {
    issuer: settings.issuer,
    clients: createClientManagement({ ...parts, ...checks, configured: byClientId(parsed.clients) }),
    accounts: management,
    grants: createGrantManagement(parts),
    keys: toKeyManagement(keyRing),
    events: {
      async list(page) {
        await events.flush()
        return storage.events.list(toListPage(page))
      },
    },
    fetch: async (request, connection = {}) => app.fetch(request, connection),
    endpointAt: app.endpointAt,
    handles: app.handles,
    passedOn: app.passedOn,
    answerMalformed: app.answerMalformed,
    drain,
    close: once(async () => {
      await closeInTime('Ending the maintenance', maintenance.stop(), logger)
      const waiting = Promise.all([storeSecretUse(parts, logger), events.close()])
      await closeInTime('Storing what waits', waiting, logger)
      requestLog.flush()
      await closeInTime('Closing the storage', release(), logger)
    }),
  }
}

/** Optional information, so not a reason to stay open when the database is unreachable. */
async function storeSecretUse({ secretUse }: Pick<Parts, 'secretUse'>, logger: Logger): Promise<void> {
  await secretUse
    .flush()
    .catch((cause) => logger.error({ err: cause }, 'the last use of client secrets was not stored'))
}

function byClientId(clients: readonly Client[]): ReadonlyMap<string, Client> {
  return new Map(clients.map((client) => [client.clientId, client]))
}

const systemClock: Clock = { now: () => Math.floor(Date.now() / 1000) }

function chooseLogger({ logger }: ParsedConfiguration): Logger {
  return logger === false ? silentLogger : (logger ?? guardLogger(createLogger()))
}

function choosePages({ pages }: ParsedConfiguration, logger: Logger): Pages {
  const error = pages.error && fallBackTo(defaultPages.error, pages.error, logger)
  return { ...defaultPages, ...pages, ...(error && { error }) }
}

/** A storage that was passed in is closed by its owner. */
async function openStorageOf({ storage }: ParsedConfiguration): Promise<OpenedStorage> {
  if (typeof storage !== 'string') return { storage: namingFailures(storage), release: async () => {} }
  const opened = namingFailures(await openStorage(storage))
  return { storage: opened, release: () => opened.close() }
}

/** Without a secret file, no data outlives this process, so a random secret is enough. */
async function loadSecrets(
  { secrets, secretFile }: ParsedConfiguration,
  random: Random,
): Promise<readonly string[]> {
  if (secrets.length > 0) return secrets
  if (secretFile === undefined) return [Buffer.from(random.bytes(32)).toString('base64url')]
  const file = await loadOrCreateSecretFile(secretFile)
  return [file.secret, ...file.previousSecrets]
}

function createAccounts(
  { accounts: choice, settings }: ParsedConfiguration,
  parts: Pick<Parts, 'storage' | 'sealer' | 'events' | 'clock' | 'random'>,
): { readonly accounts: Accounts; readonly management: AccountManagement } {
  if (choice.kind === 'own')
    return { accounts: accountsInTurn(choice.accounts), management: createEmbedderAccountManagement(parts) }
  const { sealer } = parts
  const shared = {
    ...parts,
    passwords: createPasswordHashing(),
    signUp: choice.signUp,
    invitations: {
      mint: (invitation: unknown) => sealer.seal('invitation', invitation),
      read: (token: string) => sealer.unseal('invitation', token),
    },
  }
  return {
    accounts: createBuiltInAccounts({
      ...shared,
      minimumPasswordLength: choice.minimumPasswordLength,
      brandName: settings.brand.name,
    }),
    management: createAccountManagement({
      ...shared,
      policy: { minimumLength: choice.minimumPasswordLength, brandName: settings.brand.name },
      forgetAttempts: (username) => forgetSignInAttempts(username, parts),
      invitationSeconds: settings.lifetimes.invitationSeconds,
      signUpUrl: (invitation) =>
        `${settings.issuer.replace(/\/$/, '')}/sign-up?${new URLSearchParams({ invitation })}`,
    }),
  }
}

function longestTokenSeconds({ settings }: ParsedConfiguration): number {
  return Math.max(
    settings.lifetimes.idTokenSeconds,
    ...settings.resources.map((resource) => resource.accessTokenSeconds),
  )
}

function toKeyManagement(keyRing: Parts['keyRing']): KeyManagement {
  return {
    list: async () => (await keyRing.list()).map(({ sealedPrivateJwk: _, ...key }) => key),
    rotate: async (options) => (await keyRing.rotate(options)).map(({ sealedPrivateJwk: _, ...key }) => key),
  }
}
