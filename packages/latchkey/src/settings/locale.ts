import { z } from 'zod'
import type { Shape } from './shape.ts'
import { text } from './shapes.ts'

/** A language, as a BCP 47 tag. */
export const locale: Shape<string> = text.refine(
  isLocale,
  'must be a language tag, such as "en" or "pt-BR" (BCP 47)',
)

/** Texts by locale, then by message key. */
export interface MessagesConfiguration {
  readonly [locale: string]: Readonly<Record<string, string>>
}

export const messages: Shape<MessagesConfiguration> = z
  .record(z.string(), z.record(z.string(), z.string()))
  .superRefine((texts, context) => {
    for (const tag of Object.keys(texts).filter((tag) => !isLocale(tag)))
      context.addIssue({ code: 'custom', path: [tag], message: 'is not a language tag (BCP 47)' })
  })
  .meta({ title: 'texts by locale and key' })

/** True for a well-formed BCP 47 tag. */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
