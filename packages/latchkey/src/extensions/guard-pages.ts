import { type Extension, guardSynchronousExtension } from 'latchkey-connect/internal'
import type { Page } from '../pages/page.ts'
import type { Logger } from '../ports/logger.ts'
import { kindOf } from './answers.ts'

/** A page of the operator's own, which has to return a text. */
export function guardPage<View>(name: string, own: Page<View>): Page<View> {
  const extension: Omit<Extension<string>, 'seconds'> = { name: `pages.${name}`, read: readHtml }
  return guardSynchronousExtension(extension, own)
}

function readHtml(html: unknown): string {
  if (typeof html === 'string') return html
  throw new Error(`it is ${kindOf(html)}, and must be a text with the HTML, not a promise of it`)
}

/** When the page that shows failures fails itself, people see ours. */
export function fallBackTo<View>(builtIn: Page<View>, own: Page<View>, logger: Logger): Page<View> {
  return (view, frame) => {
    try {
      return own(view, frame)
    } catch (cause) {
      logger.error({ requestId: frame.requestId, err: cause }, 'the built-in error page was shown instead')
      return builtIn(view, frame)
    }
  }
}
