import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readTableComments } from '../../../../../scripts/reference/table-comments.ts'
import { clientRules } from '../../../src/config/clients/require-sensible-client.ts'
import { clientDefaults, registeredDefaults } from '../../../src/protocol/clients/client-defaults.ts'
import { everybody, operator } from '../../../src/protocol/clients/client-member.ts'
import {
  clientMembers,
  clientMetadata,
  statedMembers,
} from '../../../src/protocol/clients/client-metadata.ts'

/** RFC 7591 §2, and §3.2.1 for what a server issues. */
const registration = `redirect_uris token_endpoint_auth_method grant_types response_types client_name client_uri
  logo_uri scope contacts tos_uri policy_uri jwks_uri jwks software_id software_version software_statement
  client_id client_secret client_id_issued_at client_secret_expires_at`
/** OpenID Connect Registration §2 has these besides. */
const openIdRegistration = `application_type sector_identifier_uri subject_type id_token_signed_response_alg
  id_token_encrypted_response_alg id_token_encrypted_response_enc userinfo_signed_response_alg
  userinfo_encrypted_response_alg userinfo_encrypted_response_enc request_object_signing_alg
  request_object_encryption_alg request_object_encryption_enc token_endpoint_auth_signing_alg default_max_age
  require_auth_time default_acr_values initiate_login_uri request_uris`
/** OpenID Connect RP-Initiated Logout §3.1. */
const logout = 'post_logout_redirect_uris'
const standard = `${registration} ${openIdRegistration} ${logout}`.split(/\s+/)

/** Whose names the specifications write otherwise. */
const renamed = { name: 'client_name', scopes: 'scope', createdAt: 'client_id_issued_at' }
/** What no specification knows. */
const ours =
  `assertionAudience backendLogout defaultResource introspects requirePkce rotateRefreshTokens verified firstParty claimsInIdToken
  disabled secrets registrationId version`.split(/\s+/)

const names = (of: typeof clientMembers) => of.map(([name]) => name)

describe('the table of client metadata', () => {
  it('has the names of RFC 7591 §2, OpenID Connect Registration §2 and RP-Initiated Logout §3.1, each once', () => {
    const wire = clientMembers.map(([, member]) => member.wire)
    expect(wire).toEqual([...new Set(wire)])
    expect(wire).toEqual(
      names(clientMembers).map((name) => ({ ...renamed })[name as string] ?? toSnakeCase(name)),
    )
    expect(names(clientMembers.filter(([, member]) => !standard.includes(member.wire))).sort()).toEqual(
      [...ours].sort(),
    )
  })

  it('lets an app say nothing of itself that is for the operator to say (DCR-10)', () => {
    const forOperator = names(statedMembers.filter(([, { setBy }]) => setBy.length === operator.length))
    expect(forOperator.sort()).toEqual(
      `assertionAudience backendLogout claimsInIdToken clientId clientSecret defaultResource disabled firstParty introspects requirePkce
        rotateRefreshTokens verified`.split(/\s+/),
    )
    for (const [, { setBy }] of statedMembers) expect([everybody, operator]).toContainEqual(setBy)
  })

  it('says of each member what becomes of a client that leaves it out, in one way', () => {
    const ways = ['default', 'inferred', 'absent', 'issued']
    const said = clientMembers.map(([name, member]) => [name, ways.filter((way) => way in member).length])
    expect(said.filter(([, count]) => count !== 1)).toEqual([])
  })

  it('has defaults that are values of their kind', () => {
    expect(clientDefaults).toEqual({
      postLogoutRedirectUris: [],
      redirectUris: [],
      grantTypes: ['authorization_code', 'refresh_token'],
      introspects: [],
      backendLogout: false,
      assertionAudience: 'issuer',
      verified: true,
      firstParty: false,
      claimsInIdToken: false,
      requireAuthTime: false,
      disabled: false,
    })
    expect(registeredDefaults).toEqual({ verified: false })
  })

  it('has one sentence for each member, with which the comment begins that editors show', () => {
    const folder = join(import.meta.dirname, '../../../src/protocol/clients/members')
    const comments = new Map(readTableComments(folder).flatMap((table) => [...table]))
    for (const [name, { sentence }] of clientMembers) {
      expect(sentence, name).toMatch(/^[A-Z].*\.$/)
      // The comment may go on before the full stop: with a clause, or with a remark for programmers.
      expect(comments.get(name), name).toContain(sentence.slice(0, -1))
      expect(comments.get(name)?.startsWith(sentence.slice(0, -1)), name).toBe(true)
    }
  })

  it('names no rule that nobody needs', () => {
    const named = Object.values(clientMetadata).flatMap((member) => ('rule' in member ? [member.rule] : []))
    expect(Object.keys(clientRules).sort()).toEqual([...new Set(named)].sort())
  })
})

function toSnakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
