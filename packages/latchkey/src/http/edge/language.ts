import { getCookie, setCookie } from 'hono/cookie'
import type { Translator } from '../../pages/messages/translator.ts'
import type { LanguageLink } from '../../pages/page.ts'
import type { Settings } from '../../settings/settings.ts'
import { cookieName, cookieOptions } from './cookies.ts'
import type { EdgeContext } from './edge-context.ts'

const PARAMETER = 'lang'
const KEPT = ['request', 'invitation'] as const
/** Seconds that a choice is remembered. */
const REMEMBERED_SECONDS = 365 * 86_400

/**
 * The language of a page: the one that the person has just chosen, else the one that the client asks for
 * (OpenID Connect Core §3.1.2.1), else the one that the person chose before, else the browser's. The choice
 * is remembered in a cookie that holds nothing else.
 */
export function chooseLocale(
  context: EdgeContext,
  {
    translator,
    settings,
    uiLocales,
  }: { translator: Translator; settings: Settings; uiLocales: string | undefined },
): string {
  const { locales } = translator
  const chosen = locales.find((locale) => locale === context.req.query(PARAMETER))
  const name = cookieName('language', settings)
  if (chosen !== undefined && context.req.method === 'GET') {
    setCookie(context, name, chosen, { ...cookieOptions(settings), maxAge: REMEMBERED_SECONDS })
  }
  const before = locales.find((locale) => locale === getCookie(context, name))
  const wishes = [chosen, uiLocales, before].filter((wish) => wish !== undefined).join(' ')
  const acceptLanguage = context.req.header('accept-language')
  return translator.choose({ uiLocales: wishes, acceptLanguage }, settings.defaultLocale)
}

/**
 * Links to the same page in the other languages. Only for pages with a URL of their own (`languageLinks` of
 * `PageRoute`), not for responses to forms, and with only those parts of the query that the page needs.
 */
export function toLanguageLinks(
  context: EdgeContext,
  locale: string,
  { translator }: { readonly translator: Translator },
): readonly LanguageLink[] {
  const links = context.get('languageLinks')
  if (context.req.method !== 'GET' || !links) return []
  const path = links === 'relative' ? '' : context.req.path
  const kept = (links === 'relative' ? [] : KEPT).flatMap((name): [string, string][] => {
    const value = context.req.query(name)
    return value === undefined ? [] : [[name, value]]
  })
  return translator.locales
    .filter((other) => other !== locale)
    .map((other) => {
      const query = new URLSearchParams([...kept, [PARAMETER, other]])
      return { locale: other, name: nameOf(other), url: `${path}?${query}` }
    })
}

function nameOf(locale: string): string {
  const name = new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1)
}
