/** The languages that a request asks for. */
export interface LocaleWishes {
  /** Space-separated BCP 47 tags, best first (OpenID Connect Core §3.1.2.1). */
  readonly uiLocales?: string | undefined
  /** RFC 9110 §12.5.4. */
  readonly acceptLanguage?: string | undefined
}

/** Nobody reads more languages than this; a longer list is an attempt to waste our time. */
const MAX_WISHES = 20

/**
 * The first requested language that has a catalogue (RFC 4647 §3.4 lookup): `ui_locales`, then
 * `Accept-Language`, then the default.
 */
export function chooseLocale(
  wishes: LocaleWishes,
  locales: readonly string[],
  defaultLocale: string,
): string {
  const asked = [
    ...(wishes.uiLocales?.split(' ', MAX_WISHES) ?? []),
    ...languageRanges(wishes.acceptLanguage),
  ]
  for (const range of asked) {
    const found = lookUp(range.toLowerCase(), locales)
    if (found !== undefined) return found
  }
  return defaultLocale
}

function lookUp(range: string, locales: readonly string[]): string | undefined {
  for (let prefix = range; prefix !== ''; prefix = prefix.slice(0, Math.max(prefix.lastIndexOf('-'), 0))) {
    const found = locales.find((locale) => locale.toLowerCase() === prefix)
    if (found !== undefined) return found
  }
  return undefined
}

function languageRanges(header = ''): string[] {
  return header
    .split(',', MAX_WISHES)
    .map(toWeightedRange)
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ range }) => range)
}

function toWeightedRange(element: string): { range: string; weight: number } {
  const [range = '', ...parameters] = element.split(';').map((part) => part.trim())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  return { range, weight: weight === undefined ? 1 : Number(weight) || 0 }
}
