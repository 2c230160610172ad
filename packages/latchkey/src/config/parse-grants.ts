import { z } from 'zod'
import { guardGrant } from '../extensions/guard-grant.ts'
import { builtInGrantTypes } from '../flows/token/grants/built-in-grants.ts'
import type { GrantHandler } from '../ports/grant-handler.ts'
import { readShape } from './read-shape.ts'
import type { Report } from './report.ts'

const grantShape = z.custom<GrantHandler>(
  isGrantHandler,
  'must be a grant handler: an object with "grantType", "parse" and "decide"',
)

function isGrantHandler(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { grantType, parse, decide } = value as Partial<Record<keyof GrantHandler, unknown>>
  return typeof grantType === 'string' && typeof parse === 'function' && typeof decide === 'function'
}

/** The operator's own grant types. Only their shape is checked here. */
export function parseGrants(list: readonly GrantHandler[], report: Report): readonly GrantHandler[] {
  const taken = new Set(builtInGrantTypes)
  const grants = list.flatMap((entry, index) => {
    const path = `grants[${index}]`
    const grant = readShape(grantShape, entry, { path, report })
    if (grant === undefined) return []
    if (taken.has(grant.grantType))
      report.problem(`${path}.grantType`, `"${grant.grantType}" is taken already`)
    else if (URL.parse(grant.grantType) === null)
      report.problem(`${path}.grantType`, 'must be an absolute URI (RFC 6749 §4.5)')
    taken.add(grant.grantType)
    return [guardGrant(grant)]
  })
  return Object.freeze(grants)
}
