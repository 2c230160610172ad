import { ManagementError } from './management.ts'
import type { ListPage } from './storage.ts'

const PAGE_LENGTH = 100
const LONGEST_PAGE = 500

/** A page as storage takes it. @throws ManagementError `INVALID` */
export function toListPage(page: Partial<ListPage> = {}): ListPage {
  const limit = page.limit ?? PAGE_LENGTH
  if (!isPageLimit(limit))
    throw new ManagementError('INVALID', `limit must be a whole number from 1 to ${LONGEST_PAGE}`)
  return { ...page, limit }
}

/** For drivers: some databases take a wrong limit for none at all. @throws RangeError */
export function requirePageLimit(limit: number): void {
  if (!isPageLimit(limit)) throw new RangeError(`A page has 1 to ${LONGEST_PAGE} rows`)
}

function isPageLimit(limit: number): boolean {
  return Number.isInteger(limit) && limit >= 1 && limit <= LONGEST_PAGE
}
