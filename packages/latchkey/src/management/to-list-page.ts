import { type ListPage, LONGEST_PAGE } from '../ports/stores/list-page.ts'
import { ManagementError } from './management.ts'

const PAGE_LENGTH = 100

/** A page with its defaults, for storage. @throws ManagementError `INVALID` */
export function toListPage(page: Partial<ListPage> = {}): ListPage {
  const limit = page.limit ?? PAGE_LENGTH
  if (!Number.isInteger(limit) || limit < 1 || limit > LONGEST_PAGE)
    throw new ManagementError('INVALID', `limit must be a whole number from 1 to ${LONGEST_PAGE}`)
  return { ...page, limit }
}
