import { contrastRatio } from '../../pages/frame/contrast-ratio.ts'
import type { Brand } from '../../settings/brand.ts'
import type { Report } from '../report.ts'

/** The background colours of the pages, light and dark, precise enough for a contrast check. */
const lightGround = '#ffffff'
const darkGround = '#16181d'
/** WCAG 2.2 SC 1.4.11, for buttons, borders and the focus ring. */
const minContrast = 3

/** Warns about accents that are hard to see on the pages. */
export function warnOfContrast({ accent, accentDark }: Brand, report: Report): void {
  warn('accent', contrastRatio(accent, lightGround))
  warn('accentDark', contrastRatio(accentDark, darkGround))

  function warn(member: 'accent' | 'accentDark', ratio: number): void {
    if (ratio >= minContrast) return
    report.warning(
      `brand.${member}`,
      `is hard to see on the page: contrast ${ratio.toFixed(1)}:1, and WCAG 2.2 asks for ${minContrast}:1`,
    )
  }
}
