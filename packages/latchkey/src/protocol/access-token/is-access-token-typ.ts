import type { Resource } from '../resource.ts'
import type { AccessToken } from './access-token.ts'

/**
 * Tells by the `typ` of its header whether a JWT that we signed may be an access token (RFC 9068 §4,
 * RFC 8725 §3.11): `at+jwt`, or `JWT` when it is for an API that is configured so. Our ID tokens have no
 * `typ`, are for a client, which no API is named like, and never have `client_id`.
 */
export function isAccessTokenTyp(
  typ: string | undefined,
  { audience }: Pick<AccessToken, 'audience'>,
  resources: readonly Resource[],
): boolean {
  if (typ !== 'JWT') return typ === 'at+jwt'
  return resources.some(({ uri, accessTokenTyp }) => accessTokenTyp === 'JWT' && audience.includes(uri))
}
