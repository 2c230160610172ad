import type { AppView, PageFrame } from '../page.ts'
import { appNameText } from './app-name.tsx'
import { toDisplayText, toMonogram } from './display-text.ts'
import { Icon } from './icon.tsx'
import { toHttpsLink } from './link-target.ts'
import { OutsideLink } from './outside-link.tsx'

interface Props {
  readonly app: AppView
  readonly frame: PageFrame
}

/**
 * Shows which app it is: a letter instead of a picture that anybody could copy, its name, whether it is
 * verified, its home page.
 */
export function Publisher({ app, frame }: Props) {
  const name = appNameText(app, frame)
  const homepage = toHttpsLink(app.homepage)
  return (
    <div class="panel person">
      <span class="monogram" aria-hidden="true">
        {toMonogram(name)}
      </span>
      <span class="person-names">
        <span class="app-title">
          <bdi class="person-name">{name}</bdi>
          <Verification app={app} frame={frame} />
        </span>
        {homepage !== undefined && (
          <OutsideLink frame={frame} url={homepage}>
            <bdi>{toDisplayText(new URL(homepage).host, 253)}</bdi>
          </OutsideLink>
        )}
      </span>
    </div>
  )
}

function Verification({ app, frame }: Props) {
  if (!app.verified) return <span class="tag">{frame.t('consent.unverified')}</span>
  return (
    <span class="tag tag-good">
      <Icon name="check" />
      {frame.t('consent.verified', { brand: frame.brand.name })}
    </span>
  )
}
