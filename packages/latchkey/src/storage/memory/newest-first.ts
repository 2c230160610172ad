/** Sorts by time of creation, the newest first; the id decides between equals. */
export function newestFirst<Row extends { readonly createdAt: number; readonly id: string }>(
  rows: readonly Row[],
): Row[] {
  return rows.toSorted((left, right) => right.createdAt - left.createdAt || (left.id < right.id ? 1 : -1))
}
