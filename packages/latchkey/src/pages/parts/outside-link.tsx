import type { Child } from 'hono/jsx'
import type { PageFrame } from '../page.ts'
import { toHttpsLink } from './link-target.ts'

export interface OutsideLinkProps {
  readonly frame: PageFrame
  readonly url: string | undefined
  readonly children: Child
}

/**
 * A link to another site, in a new tab so that the current form is not lost. Nothing is shown unless the URL
 * is https.
 */
export function OutsideLink({ frame, url, children }: OutsideLinkProps) {
  const href = toHttpsLink(url)
  if (href === undefined) return null
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
      <span class="spoken"> {frame.t('link.new_tab')}</span>
    </a>
  )
}
