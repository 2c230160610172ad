import { LONGEST_PAGE } from '../../ports/stores/list-page.ts'

/** Some databases take a wrong limit for none at all. @throws RangeError */
export function requirePageLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > LONGEST_PAGE)
    throw new RangeError(`A page has 1 to ${LONGEST_PAGE} rows`)
}
