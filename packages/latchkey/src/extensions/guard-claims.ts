import { guardExtension } from 'latchkey-connect/internal'
import type { CustomClaims } from '../ports/custom-claims.ts'
import { requireObject } from './answers.ts'
import { extensionSeconds } from './extension-seconds.ts'
import { passes } from './passes.ts'

/** Characters of all claims together, as JSON. A token is sent with each request, and headers are limited. */
const LONGEST = 65_536

/** The operator's claims, with a time limit and a checked answer. */
export function guardCustomClaims(own: CustomClaims): CustomClaims {
  const seconds = extensionSeconds.customClaims
  return guardExtension({ name: 'customClaims', seconds, passes, read: readClaims }, own)
}

/** Claims that cannot be written as JSON would fail later, where nobody knows whose they are. */
function readClaims(value: unknown): Readonly<Record<string, unknown>> {
  const claims = requireObject(value, 'an object with the claims, {} for none')
  if (JSON.stringify(claims).length <= LONGEST) return claims
  throw new Error(`the claims are longer than ${LONGEST} characters`)
}
