import { catalogues } from '../../src/pages/messages/catalogues.ts'
import { createTranslator } from '../../src/pages/messages/translator.ts'
import type { PageFrame } from '../../src/pages/page.ts'

export const translator = createTranslator(catalogues)

/** What every page of the gallery is given. */
export function frameFor(locale: string): PageFrame {
  return {
    locale,
    direction: translator.directionOf(locale),
    languages: [
      { locale: 'de', name: 'Deutsch', url: '/sign-in?lang=de' },
      { locale: 'ar', name: 'العربية', url: '/sign-in?lang=ar' },
    ],
    t: translator.translate(locale),
    brand: {
      name: 'Example',
      supportUrl: 'https://example.com/help',
      privacyUrl: 'https://example.com/privacy',
      termsUrl: 'https://example.com/terms',
    },
    stylesheetUrl: '/assets/latchkey.css',
    brandStylesheetUrl: '/assets/brand.css',
    scriptUrl: '/assets/latchkey.js',
    requestId: '01JD6Q8ZK4',
  }
}
