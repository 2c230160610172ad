import { ManagementError } from './management.ts'
import type { ListPage } from './storage.ts'

const PAGE_LENGTH = 100
const LONGEST_PAGE = 500

/** A page as storage takes it. @throws ManagementError `INVALID` */
export function toListPage(page: Partial<ListPage> = {}): ListPage {
  const limit = page.limit ?? PAGE_LENGTH
  if (!Number.isInteger(limit) || limit < 1 || limit > LONGEST_PAGE)
    throw new ManagementError('INVALID', `limit must be a whole number from 1 to ${LONGEST_PAGE}`)
  return { ...page, limit }
}
