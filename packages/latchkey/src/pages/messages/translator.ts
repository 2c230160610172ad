import { IntlMessageFormat } from 'intl-messageformat'
import type { PageFrame } from '../page.ts'
import { chooseLocale, type LocaleWishes } from './choose-locale.ts'

/** Messages in ICU syntax, by key. */
export type Catalogue = Readonly<Record<string, string>>

/** Catalogues by BCP 47 tag. English has every key, and is the fallback for keys that another one lacks. */
export type Catalogues = Readonly<Record<string, Catalogue>> & { readonly en: Catalogue }

type Translate = PageFrame['t']

export interface Translator {
  /** The `t` of one of `locales`. Throws an Error for a key that no catalogue has. */
  readonly translate: (locale: string) => Translate
  readonly locales: readonly string[]
  readonly directionOf: (locale: string) => PageFrame['direction']
  /** Picks one of `locales`: `ui_locales`, then `Accept-Language`, then the default. */
  readonly choose: (wishes: LocaleWishes, defaultLocale: string) => string
}

/**
 * Creates the translator of the pages. An operator's overrides take precedence over the catalogues; a new tag
 * among them adds a language.
 * @throws Error that names every override with an unknown key or malformed ICU syntax.
 */
export function createTranslator(
  catalogues: Catalogues,
  operatorOverrides: Readonly<Record<string, Catalogue>> = {},
): Translator {
  requireUsableOverrides(catalogues.en, operatorOverrides)
  const locales = [...new Set([...Object.keys(catalogues), ...Object.keys(operatorOverrides)])]
  const translations = new Map(
    locales.map((locale) => [
      locale,
      translation(locale, { ...catalogues.en, ...catalogues[locale], ...operatorOverrides[locale] }),
    ]),
  )
  return {
    locales,
    directionOf,
    translate: (locale) => translations.get(locale) ?? noLocale(locale),
    choose: (wishes, defaultLocale) => chooseLocale(wishes, locales, defaultLocale),
  }
}

/** Parsing a message is far slower than formatting it: each is parsed once, when it is first needed. */
function translation(locale: string, catalogue: Catalogue): Translate {
  const formats = new Map<string, IntlMessageFormat>()
  return (key, values) => {
    const format = formats.get(key) ?? parse(catalogue[key] ?? noMessage(key), locale)
    formats.set(key, format)
    return String(format.format(values))
  }
}

/** Without tags: `<` in a message is a literal `<`. Markup belongs to the pages. */
function parse(message: string, locale: string): IntlMessageFormat {
  return new IntlMessageFormat(message, locale, undefined, { ignoreTag: true })
}

function requireUsableOverrides(known: Catalogue, overrides: Readonly<Record<string, Catalogue>>): void {
  const problems = Object.entries(overrides).flatMap(([locale, catalogue]) =>
    Object.entries(catalogue).flatMap(([key, message]) => problemOf(known, { locale, key, message })),
  )
  if (problems.length > 0) throw new Error(`Messages: ${problems.join('; ')}`)
}

function problemOf(known: Catalogue, override: { locale: string; key: string; message: string }): string[] {
  const { locale, key, message } = override
  if (!Object.hasOwn(known, key)) return [`"${key}" (${locale}) is not a message`]
  try {
    const unknown = unknownArguments(parse(message, locale), parse(known[key] ?? '', 'en'))
    return unknown.map((name) => `"${key}" (${locale}) has {${name}}, which it does not get`)
  } catch (cause) {
    return [`"${key}" (${locale}) is not well-formed: ${cause instanceof Error ? cause.message : cause}`]
  }
}

/**
 * Formatting throws for an argument without a value, and for a date that is none: then no page could be
 * shown.
 */
function unknownArguments(message: IntlMessageFormat, english: IntlMessageFormat): readonly string[] {
  const given = argumentsOf(english.getAst())
  return argumentsOf(message.getAst()).filter((name) => !given.includes(name))
}

type Ast = ReturnType<IntlMessageFormat['getAst']>

/** Types of elements, as the parser of ICU messages numbers them. */
const [LITERAL, DATE, TIME] = [0, 3, 4]

/** The names of the arguments; those of dates and times with their kind, as they need such a value. */
function argumentsOf(elements: Ast): readonly string[] {
  return elements.flatMap((element) => {
    if (!('value' in element) || element.type === LITERAL) return []
    const name = element.type === DATE || element.type === TIME ? `${element.value}, date` : element.value
    const options = 'options' in element ? Object.values(element.options) : []
    return [name, ...options.flatMap((option) => argumentsOf(option.value))]
  })
}

const RIGHT_TO_LEFT_SCRIPTS = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg'])

function directionOf(locale: string): PageFrame['direction'] {
  return RIGHT_TO_LEFT_SCRIPTS.has(new Intl.Locale(locale).maximize().script ?? '') ? 'rtl' : 'ltr'
}

function noLocale(locale: string): never {
  throw new Error(`There is no catalogue for "${locale}"`)
}

function noMessage(key: string): never {
  throw new Error(`There is no message "${key}"`)
}
