import { z } from 'zod'
import type { AccountClaims, AddressClaim } from '../protocol/accounts/account.ts'
import { flag, type ShapeOf, strict, text } from '../settings/shapes.ts'
import { isJson } from './plain-copy.ts'

/** A value that JSON can represent. */
const json = z.custom<unknown>(isJson, 'must be something that JSON can say')

const addressShape = strict({
  formatted: z.string().exactOptional(),
  street_address: z.string().exactOptional(),
  locality: z.string().exactOptional(),
  region: z.string().exactOptional(),
  postal_code: z.string().exactOptional(),
  country: z.string().exactOptional(),
} satisfies ShapeOf<AddressClaim>)

/** The types of OpenID Connect Core §5.1; all other claims are the operator's own. */
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

/** What becomes of an account whose password is not set. */
export const passwordlessUser =
  'the account is made without a password, and what is made once is never changed by the configuration'

/** An account that must exist. */
export const userShape = strict({
  id: z.string().exactOptional(),
  username: text,
  password: text.exactOptional(),
  claims: z.object(standardClaims).catchall(json).exactOptional(),
})
