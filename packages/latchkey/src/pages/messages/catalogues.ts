import ar from './ar.json' with { type: 'json' }
import de from './de.json' with { type: 'json' }
import en from './en.json' with { type: 'json' }
import type { Catalogues } from './translator.ts'

/** The languages in the box. Each has every key; a test holds them to it. */
export const catalogues: Catalogues = { en, de, ar }
