import type { WorkloadName } from '../contenders/contender.ts'
import type { ContenderFacts, ResultPart } from '../results/results.ts'

/** The title of a workload, and what one operation of it is. */
export const workloadTexts: Readonly<
  Record<WorkloadName, { readonly title: string; readonly operation: string }>
> = {
  client_credentials_es256: {
    title: 'Client credentials, JWT signed with ES256',
    operation: 'One `POST /token`. The answer must have a JWT whose header says ES256.',
  },
  client_credentials_rs256: {
    title: 'Client credentials, JWT signed with RS256',
    operation:
      'One `POST /token`. RSA keys have 2048 bits. The answer must have a JWT whose header says RS256.',
  },
  client_credentials_opaque: {
    title: 'Client credentials, opaque token',
    operation: 'One `POST /token`. The answer must have an access token that is no JWT.',
  },
  code_flow: {
    title: 'Authorization code flow with a live session',
    operation:
      'Two requests: `/authorize` with the cookie of a session, which must redirect with a code, and `POST /token` with PKCE, which must answer an ES256 access token, an ES256 ID token and a refresh token.',
  },
  refresh: {
    title: 'Refresh with rotation',
    operation:
      'One `POST /token`. Each connection has a grant of its own. The answer must have an ES256 access token and a refresh token other than the one that was sent.',
  },
  introspection: {
    title: 'Introspection of a live token',
    operation: 'One `POST` with the opaque access token of a person. The answer must say `active: true`.',
  },
  userinfo: {
    title: 'Userinfo',
    operation: 'One `GET` with the access token of a person. The answer must have `sub` and `email`.',
  },
  password_sign_in: {
    title: 'Sign-in with a password',
    operation:
      'All of it, in a new browser: from `/authorize` over the sign-in page and the form with the password to the redirect with a code. Each connection signs in a person of its own. Argon2id with 19 MiB, 2 passes, 1 lane, where the notes do not say otherwise.',
  },
  jwks: { title: 'Key set', operation: 'One `GET`. The answer must have keys.' },
  discovery: { title: 'Discovery', operation: 'One `GET` of `/.well-known/openid-configuration`.' },
}

/** The contenders that were measured, in the order of the report. */
export function contendersOf(parts: readonly ResultPart[]): readonly ContenderFacts[] {
  return parts.filter(
    (part): part is ContenderFacts => part.part === 'contender' && part.contender !== 'limit-off-loop',
  )
}

export function titleOf(parts: readonly ResultPart[], name: string): string {
  return contendersOf(parts).find(({ contender }) => contender === name)?.title ?? name
}
