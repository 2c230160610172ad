import { z } from 'zod'
import type { Pages } from '../pages/page.ts'
import type { AdoptRefreshToken } from '../ports/adopt-refresh-token.ts'
import type { GrantHandler } from '../ports/grant-handler.ts'
import type { Logger } from '../ports/logger.ts'
import type { CustomClaims } from '../ports/settings.ts'
import type { AuditEvent } from '../protocol/event.ts'
import type { MessagesConfiguration } from './configuration.ts'
import { isLocale } from './parse-network.ts'
import { joinPath, readMember, readShape, type Source, strict } from './read-shape.ts'
import { messagesShape } from './shapes.ts'

/** Grant types that the server brings along. */
export const builtInGrantTypes = ['authorization_code', 'refresh_token', 'client_credentials'] as const

const aFunction = <Type>() => z.custom<Type>((value) => typeof value === 'function', 'must be a function')

const pagesShape = strict({
  signIn: aFunction<Pages['signIn']>().exactOptional(),
  signUp: aFunction<Pages['signUp']>().exactOptional(),
  signUpClosed: aFunction<Pages['signUpClosed']>().exactOptional(),
  consent: aFunction<Pages['consent']>().exactOptional(),
  chooseAccount: aFunction<Pages['chooseAccount']>().exactOptional(),
  error: aFunction<Pages['error']>().exactOptional(),
  signOut: aFunction<Pages['signOut']>().exactOptional(),
  signedIn: aFunction<Pages['signedIn']>().exactOptional(),
  signedOut: aFunction<Pages['signedOut']>().exactOptional(),
  handOff: aFunction<Pages['handOff']>().exactOptional(),
  formPost: aFunction<Pages['formPost']>().exactOptional(),
} satisfies Record<keyof Pages, z.ZodType>)

/** Pages of the operator's own, by name. */
export function parsePages(source: Source): Partial<Pages> {
  return readMember(source, 'pages', pagesShape) ?? {}
}

/** Texts of the operator's own, by locale. */
export function parseMessages(source: Source): MessagesConfiguration {
  const messages = readMember(source, 'messages', messagesShape) ?? {}
  for (const locale of Object.keys(messages)) {
    if (!isLocale(locale))
      source.report.problem(joinPath('messages', [locale]), 'is not a language tag (BCP 47)')
  }
  return messages
}

const grantShape = z.custom<GrantHandler>(
  isGrantHandler,
  'must be a grant handler: an object with "grantType", "parse" and "decide"',
)

function isGrantHandler(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { grantType, parse, decide } = value as Partial<Record<keyof GrantHandler, unknown>>
  return typeof grantType === 'string' && typeof parse === 'function' && typeof decide === 'function'
}

/** Grant types of the operator's own. What a handler does is the token endpoint's business. */
export function parseGrants(source: Source): readonly GrantHandler[] {
  const { report } = source
  const list = readMember(source, 'grants', z.array(z.unknown())) ?? []
  const taken = new Set<string>(builtInGrantTypes)
  return list.flatMap((entry, index) => {
    const path = `grants[${index}]`
    const grant = readShape(grantShape, entry, { path, report })
    if (grant === undefined) return []
    if (taken.has(grant.grantType))
      report.problem(`${path}.grantType`, `"${grant.grantType}" is taken already`)
    else if (URL.parse(grant.grantType) === null)
      report.problem(`${path}.grantType`, 'must be an absolute URI (RFC 6749 §4.5)')
    taken.add(grant.grantType)
    return [grant]
  })
}

export function parseCustomClaims(source: Source): CustomClaims | undefined {
  return readMember(source, 'customClaims', aFunction<CustomClaims>())
}

export function parseAdoptRefreshToken(source: Source): AdoptRefreshToken | undefined {
  return readMember(source, 'adoptRefreshToken', aFunction<AdoptRefreshToken>())
}

export function parseOnEvent(source: Source): ((event: AuditEvent) => void) | undefined {
  return readMember(source, 'onEvent', aFunction<(event: AuditEvent) => void>())
}

const loggerShape = z.custom<Logger | false>(
  (value) => value === false || isLogger(value),
  'must be a logger with the methods debug, info, warn and error (pino has them), or false',
)

export function parseLogger(source: Source): Logger | false | undefined {
  return readMember(source, 'logger', loggerShape)
}

function isLogger(value: unknown): value is Logger {
  if (typeof value !== 'object' || value === null) return false
  return ['debug', 'info', 'warn', 'error'].every(
    (level) => typeof (value as Record<string, unknown>)[level] === 'function',
  )
}
