import { ImpossiblePage } from '../../ports/storage-misuse.ts'
import { LONGEST_PAGE } from '../../ports/stores/list-page.ts'

/** Some databases treat a wrong limit as no limit. @throws ImpossiblePage */
export function requirePageLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > LONGEST_PAGE)
    throw new ImpossiblePage(`A page has 1 to ${LONGEST_PAGE} rows`)
}
