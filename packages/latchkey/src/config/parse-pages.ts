import type { z } from 'zod'
import { guardPage } from '../extensions/guard-pages.ts'
import { type Pages, pageNames } from '../pages/default-pages.ts'
import type { Page } from '../pages/page.ts'
import { aFunction, strict } from '../settings/shapes.ts'
import { readShape } from './read-shape.ts'
import type { Report } from './report.ts'

/** The compiler checks whether a function fits its page; here we only check that it is a function. */
const pagesShape: z.ZodType<Partial<Pages>> = strict(
  Object.fromEntries(pageNames.map((name) => [name, aFunction<never>().exactOptional()])),
)

/** The operator's own pages, by name. */
export function parsePages(written: unknown, report: Report): Partial<Pages> {
  const own = readShape(pagesShape, written, { path: 'pages', report }) ?? {}
  const pages: Readonly<Record<string, Page<never>>> = own
  return Object.fromEntries(Object.entries(pages).map(([name, page]) => [name, guardPage(name, page)]))
}
