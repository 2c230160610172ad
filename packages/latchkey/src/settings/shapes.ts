import { z } from 'zod'
import type { Brand, Lifetimes, Limits } from '../ports/settings.ts'
import type { AccountClaims, AddressClaim } from '../protocol/accounts/account.ts'
import type {
  AccessTokenConfiguration,
  BuiltInAccountsConfiguration,
  ResourceConfiguration,
  TlsConfiguration,
} from './configuration.ts'
import {
  accessTokenRange,
  leastPasswordLength,
  lifetimeRanges,
  limitRanges,
  signingAlgorithms,
} from './defaults.ts'
import { isJson } from './plain-copy.ts'
import { strict } from './read-shape.ts'

/** A shape for every member of a type: one that is forgotten, or too many, does not compile. */
export type ShapeOf<Type> = Record<keyof Required<Type>, z.ZodType>

export const text = z.string().min(1)
export const texts = z.array(text)
export const flag = z.boolean()
export const signingAlgorithm = z.enum(signingAlgorithms)

/** What JSON can say. */
const json = z.custom<unknown>(isJson, 'must be something that JSON can say')

export function wholeNumber([minimum, maximum]: readonly [number, number]) {
  return z.number().int().min(minimum).max(maximum)
}

function ranges<Name extends string>(of: Readonly<Record<Name, readonly [number, number]>>) {
  const names = Object.keys(of) as Name[]
  const shape = Object.fromEntries(names.map((name) => [name, wholeNumber(of[name]).exactOptional()]))
  return strict(shape as Record<Name, z.ZodExactOptional<z.ZodNumber>>)
}

export const lifetimesShape: z.ZodType<Partial<Lifetimes>> = ranges(lifetimeRanges)
export const limitsShape: z.ZodType<Partial<Limits>> = ranges(limitRanges)

export const accessTokenShape = strict({
  format: z.enum(['jwt', 'opaque']).exactOptional(),
  lifetimeSeconds: wholeNumber(accessTokenRange).exactOptional(),
  algorithm: signingAlgorithm.exactOptional(),
} satisfies ShapeOf<AccessTokenConfiguration>)

export const scopesShape = z.record(
  z.string(),
  z.union([text, strict({ description: text, changes: flag.exactOptional() })]),
)

export const resourceShape = strict({
  uri: text,
  name: text.exactOptional(),
  scopes: scopesShape,
  accessToken: accessTokenShape.exactOptional(),
} satisfies ShapeOf<ResourceConfiguration>)

export const builtInAccountsShape = strict({
  signUp: z.enum(['open', 'closed', 'invite']).exactOptional(),
  minimumPasswordLength: wholeNumber([leastPasswordLength, 128]).exactOptional(),
} satisfies ShapeOf<BuiltInAccountsConfiguration>)

export const brandShape = strict({
  name: text.exactOptional(),
  logo: text.exactOptional(),
  logoDark: text.exactOptional(),
  accent: text.exactOptional(),
  accentDark: text.exactOptional(),
  supportUrl: text.exactOptional(),
  privacyUrl: text.exactOptional(),
  termsUrl: text.exactOptional(),
} satisfies ShapeOf<Brand>)

export const tlsShape = strict({ cert: text, key: text } satisfies ShapeOf<TlsConfiguration>)

export const messagesShape = z.record(z.string(), z.record(z.string(), z.string()))

const addressShape = strict({
  formatted: z.string().exactOptional(),
  street_address: z.string().exactOptional(),
  locality: z.string().exactOptional(),
  region: z.string().exactOptional(),
  postal_code: z.string().exactOptional(),
  country: z.string().exactOptional(),
} satisfies ShapeOf<AddressClaim>)

/** The types of OpenID Connect Core §5.1; any other claim is the operator's own. */
export const standardClaims = {
  name: z.string().exactOptional(),
  given_name: z.string().exactOptional(),
  family_name: z.string().exactOptional(),
  middle_name: z.string().exactOptional(),
  nickname: z.string().exactOptional(),
  preferred_username: z.string().exactOptional(),
  profile: z.string().exactOptional(),
  picture: z.string().exactOptional(),
  website: z.string().exactOptional(),
  email: z.string().exactOptional(),
  email_verified: flag.exactOptional(),
  gender: z.string().exactOptional(),
  birthdate: z.string().exactOptional(),
  zoneinfo: z.string().exactOptional(),
  locale: z.string().exactOptional(),
  phone_number: z.string().exactOptional(),
  phone_number_verified: flag.exactOptional(),
  address: addressShape.exactOptional(),
  updated_at: z.number().int().exactOptional(),
} satisfies ShapeOf<{ [Claim in keyof AccountClaims as string extends Claim ? never : Claim]: unknown }>

export const userShape = strict({
  id: z.string().exactOptional(),
  username: text,
  password: text.exactOptional(),
  claims: z.object(standardClaims).catchall(json).exactOptional(),
})
