import type { AppView, PageFrame } from '../page.ts'
import { toDisplayText } from './display-text.ts'

/** An app's name as text, for titles and buttons. */
export function appNameText(app: AppView, frame: PageFrame): string {
  return toDisplayText(app.name) || frame.t('app.unnamed')
}

/** An app's name in a sentence, isolated so that its writing direction does not affect the rest. */
export function AppName({ app, frame }: { readonly app: AppView; readonly frame: PageFrame }) {
  return (
    <strong>
      <bdi>{appNameText(app, frame)}</bdi>
    </strong>
  )
}
