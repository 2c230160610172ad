import type { Parts } from '../flows/parts.ts'
import type { Pages } from '../pages/default-pages.ts'
import { brandStylesheet } from '../pages/frame/brand-stylesheet.ts'
import type { Translator } from '../pages/messages/translator.ts'
import { chooseLocale, toLanguageLinks } from './edge/language.ts'
import { loadAssets } from './endpoints/assets/load-assets.ts'
import type { Site } from './site.ts'

/** Creates what page endpoints work with. */
export function createSite(options: {
  readonly parts: Parts
  readonly pages: Pages
  readonly translator: Translator
}): Site {
  const { parts, pages, translator } = options
  const { settings } = parts
  const assets = loadAssets(brandStylesheet(settings.brand))
  const path: Site['path'] = (relative, query = {}) => {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
    const encoded = new URLSearchParams(given).toString()
    return `${settings.issuerPath}${relative}${encoded === '' ? '' : `?${encoded}`}`
  }
  return {
    parts,
    pages,
    assets,
    path,
    frame(context, uiLocales) {
      const locale = chooseLocale(context, { translator, settings, uiLocales })
      return {
        locale,
        direction: translator.directionOf(locale),
        languages: toLanguageLinks(context, locale, { translator }),
        t: translator.translate(locale),
        brand: settings.brand,
        stylesheetUrl: path(`/assets/${assets.stylesheet.fileName}`),
        brandStylesheetUrl: path(`/assets/${assets.brandStylesheet.fileName}`),
        scriptUrl: path(`/assets/${assets.script.fileName}`),
        requestId: context.get('caller').requestId,
      }
    },
  }
}
