export type { AuthorizationServer } from './authorization-server.ts'
export { ConfigError, type ConfigProblem } from './config/config-error.ts'
export { defineConfig } from './config/define-config.ts'
export { fromEnvironment } from './config/from-environment.ts'
export { createAuthorizationServer, type ServerDependencies } from './create-authorization-server.ts'
export { rotateSecretFile } from './keys/server-secret.ts'
export { createLogger } from './log/create-logger.ts'
export {
  type AccountChange,
  type AccountManagement,
  type ClientChange,
  type ClientManagement,
  type ClientRegistration,
  type ClientSummary,
  type EventManagement,
  type GrantManagement,
  type KeyManagement,
  ManagementError,
  type ManagementErrorCode,
  type NewAccount,
  type NewSecret,
} from './management/management.ts'
export type { PageName, Pages, PageView } from './pages/default-pages.ts'
export type { AppView, Page, PageFrame } from './pages/page.ts'
export type { Accounts, SignInOutcome, SignUpForm, SignUpOutcome } from './ports/accounts.ts'
export type { AdoptRefreshToken, PresentedRefreshToken } from './ports/adopt-refresh-token.ts'
export type { CustomClaims, CustomClaimsContext } from './ports/custom-claims.ts'
export type { GrantContext, GrantHandler, IdTokenDecision, TokenDecision } from './ports/grant-handler.ts'
export type { Logger } from './ports/logger.ts'
export type { Storage } from './ports/storage.ts'
export type { Account, AccountClaims, AddressClaim } from './protocol/accounts/account.ts'
export type { SignUpProblem } from './protocol/accounts/sign-up-problem.ts'
export type { Client, ClientSecret } from './protocol/clients/client.ts'
export type { AuditEvent, EventName } from './protocol/event.ts'
export type { Consent, Grant } from './protocol/grant.ts'
export type { Parameters } from './protocol/parameters.ts'
export { Refusal, type RefusalReason, refuse } from './protocol/refusal.ts'
export type { AdoptedGrant } from './protocol/token/adopted-grant.ts'
export type { AccessTokenConfiguration } from './settings/access-token.ts'
export type { BuiltInAccountsConfiguration } from './settings/built-in-accounts.ts'
export type { Configuration, FileConfiguration } from './settings/options.ts'
export type { OutboundConfiguration } from './settings/outbound.ts'
export type { ResourceConfiguration } from './settings/resources.ts'
export { openStorage } from './storage/open-storage.ts'
export { openPostgresStorage, type PostgresStorageOptions } from './storage/postgres/open-postgres-storage.ts'
export type { PgPool } from './storage/postgres/pg-pool.ts'
