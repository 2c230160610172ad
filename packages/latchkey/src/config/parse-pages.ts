import type { z } from 'zod'
import { type Pages, pageNames } from '../pages/default-pages.ts'
import { aFunction } from '../settings/shapes.ts'
import { strict } from '../settings/strict-shape.ts'
import { readShape } from './read-shape.ts'
import type { Report } from './report.ts'

/** Whether a function fits its page is the compiler's question; here it is a function or not. */
const pagesShape: z.ZodType<Partial<Pages>> = strict(
  Object.fromEntries(pageNames.map((name) => [name, aFunction<never>().exactOptional()])),
)

/** Pages of the operator's own, by name. */
export function parsePages(written: unknown, report: Report): Partial<Pages> {
  return readShape(pagesShape, written, { path: 'pages', report }) ?? {}
}
