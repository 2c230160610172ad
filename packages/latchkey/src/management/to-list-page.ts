import { type ListPage, LONGEST_PAGE } from '../ports/stores/list-page.ts'
import { ManagementError } from './management.ts'
import { requireMembers } from './require-members.ts'

const PAGE_LENGTH = 100
const pageMembers: Readonly<Record<keyof ListPage, true>> = { limit: true, after: true }

/** A page with its defaults, for storage. @throws ManagementError `INVALID` */
export function toListPage(page: Partial<ListPage> = {}): ListPage {
  // A first page is often asked for with an `after` that is not known yet.
  requireMembers(page, { what: 'A page', known: pageMembers, undefinedIsAbsent: true })
  const limit = page.limit ?? PAGE_LENGTH
  if (!Number.isInteger(limit) || limit < 1 || limit > LONGEST_PAGE)
    throw new ManagementError('INVALID', `limit must be a whole number from 1 to ${LONGEST_PAGE}`)
  return { limit, ...(page.after !== undefined && { after: page.after }) }
}
