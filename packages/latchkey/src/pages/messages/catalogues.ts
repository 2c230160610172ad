import ar from './ar.json' with { type: 'json' }
import de from './de.json' with { type: 'json' }
import en from './en.json' with { type: 'json' }
import type { Catalogues } from './translator.ts'

/** The built-in languages. Each has every key, which a test checks. */
export const catalogues: Catalogues = { en, de, ar }
