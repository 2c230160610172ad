import { refuse } from '../refusal.ts'

/** Parses `max_age`: the most seconds since the person last authenticated (OpenID Connect Core §3.1.2.1). */
export function parseMaxAge(maxAge: string | undefined): number | undefined {
  if (maxAge === undefined) return undefined
  if (!/^[0-9]{1,10}$/.test(maxAge))
    refuse('malformed_request', 'max_age must be a whole number of seconds, 0 or more')
  return Number(maxAge)
}
