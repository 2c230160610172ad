import type { ClientMember, StatedMember } from './client-member.ts'
import { appMembers } from './members/app.ts'
import { authenticationMembers } from './members/authentication.ts'
import { authorizationMembers } from './members/authorization.ts'
import { idTokenMembers } from './members/id-token.ts'
import { issuedMembers } from './members/issued.ts'

/** An intersection: the inferred type of the spread would lose the comments of the rows. */
type StatedMetadata = typeof appMembers &
  typeof authenticationMembers &
  typeof authorizationMembers &
  typeof idTokenMembers

const stated: StatedMetadata = {
  ...appMembers,
  ...authenticationMembers,
  ...authorizationMembers,
  ...idTokenMembers,
}

/**
 * Every member of a client, once. The types, the checks, the defaults, the options of the command, the output
 * of `client show` and docs/reference/client-metadata.md are derived from it. Editors show a row's comment at
 * the member, so it begins with the sentence of the row.
 */
export const clientMetadata: ClientMetadata = { ...stated, ...issuedMembers }

export type ClientMetadata = StatedMetadata & typeof issuedMembers
/** The members whose values come from outside; this server adds the others. */
export type StatedName = keyof StatedMetadata

type Rows<Name, Member> = readonly (readonly [name: Name, member: Member])[]

/** The rows in order, with their names. */
export const clientMembers = Object.entries(clientMetadata) as unknown as Rows<
  keyof ClientMetadata,
  ClientMember
>
export const statedMembers = Object.entries(stated) as unknown as Rows<StatedName, StatedMember>
