import { toDisplayText, toMonogram } from '../display-text.ts'
import { toHttpsLink } from '../link-target.ts'
import type { AppView, PageFrame } from '../page.ts'
import { appNameText } from './app-name.tsx'
import { Icon } from './icon.tsx'
import { OutsideLink } from './outside-link.tsx'

/** Which app it is: a letter in place of a picture that anybody could copy, its name, whether we know it, its home. */
export function Publisher({ app, frame }: { readonly app: AppView; readonly frame: PageFrame }) {
  const { t } = frame
  const name = appNameText(app, frame)
  const homepage = toHttpsLink(app.homepage)
  return (
    <div class="panel person">
      <span class="monogram" aria-hidden="true">
        {toMonogram(name)}
      </span>
      <span class="person-names">
        <bdi class="person-name">{name}</bdi>
        {homepage !== undefined && (
          <OutsideLink frame={frame} url={homepage}>
            <bdi>{toDisplayText(new URL(homepage).host, 253)}</bdi>
          </OutsideLink>
        )}
        {app.verified ? (
          <span class="tag tag-good">
            <Icon name="check" />
            {t('consent.verified', { brand: frame.brand.name })}
          </span>
        ) : (
          <span class="tag">{t('consent.unverified')}</span>
        )}
      </span>
    </div>
  )
}
