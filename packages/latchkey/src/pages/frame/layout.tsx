import type { Child } from 'hono/jsx'
import type { PageFrame } from '../page.ts'
import { toDisplayText, toMonogram } from '../parts/display-text.ts'
import { toContactLink, toLogoSource, toOwnLink } from '../parts/link-target.ts'

export interface LayoutProps {
  readonly frame: PageFrame
  readonly heading: string
  /** Shown below the heading: the context, in one sentence. */
  readonly lead?: Child
  /** True when a form is shown again with errors: the title starts with that. */
  readonly hasProblem?: boolean
  /** Where the browser is sent immediately; must be validated already. */
  readonly refreshTo?: string
  readonly children?: Child
}

/** The frame of every page: one card on a plain background. */
export function Layout({ frame, heading, lead, hasProblem, refreshTo, children }: LayoutProps) {
  const title = frame.t(hasProblem ? 'title.problem' : 'title.page', {
    page: heading,
    brand: frame.brand.name,
  })
  return (
    <html lang={frame.locale} dir={frame.direction}>
      <head>
        <meta charset="utf-8" />
        <title>{title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        {refreshTo === undefined ? (
          // Counts more than the header, which a proxy may have replaced: with `no-referrer`, our own forms
          // would be sent with `Origin: null` (HTML §4.2.5.1; Fetch §3.1).
          <meta name="referrer" content="same-origin" />
        ) : (
          <meta http-equiv="refresh" content={`0; url=${refreshTo}`} />
        )}
        <link rel="stylesheet" href={frame.stylesheetUrl} />
        <link rel="stylesheet" href={frame.brandStylesheetUrl} />
        <script src={frame.scriptUrl} defer></script>
      </head>
      <body>
        <div class="page">
          <header class="letterhead">
            <Letterhead frame={frame} />
          </header>
          <main class="card">
            <h1>{heading}</h1>
            {lead && <p class="lead">{lead}</p>}
            {children}
          </main>
          <Footer frame={frame} />
        </div>
      </body>
    </html>
  )
}

/** The complete document. */
export function toDocument(page: { toString(): string | Promise<string> }): string {
  return `<!DOCTYPE html>${page.toString()}`
}

function Letterhead({ frame }: { readonly frame: PageFrame }) {
  const name = toDisplayText(frame.brand.name)
  const logo = toLogoSource(frame.brand.logo)
  const logoDark = toLogoSource(frame.brand.logoDark)
  if (logo !== undefined) {
    return (
      <picture>
        {logoDark !== undefined && <source srcset={logoDark} media="(prefers-color-scheme: dark)" />}
        <img class="logo" src={logo} alt={name} />
      </picture>
    )
  }
  return (
    <>
      <span class="monogram brand" aria-hidden="true">
        {toMonogram(name)}
      </span>
      <bdi>{name}</bdi>
    </>
  )
}

/** Help is in the same place on every page (WCAG 2.2, 3.2.6). */
function Footer({ frame }: { readonly frame: PageFrame }) {
  const links = [
    { label: 'footer.help', href: toContactLink(frame.brand.supportUrl) },
    { label: 'footer.privacy', href: toOwnLink(frame.brand.privacyUrl) },
    { label: 'footer.terms', href: toOwnLink(frame.brand.termsUrl) },
  ].filter(({ href }) => href !== undefined)
  if (links.length + frame.languages.length === 0) return null
  return (
    <footer>
      {links.length > 0 && (
        <ul class="plain">
          {links.map(({ label, href }) => (
            <li>
              <a href={href}>{frame.t(label)}</a>
            </li>
          ))}
        </ul>
      )}
      <Languages frame={frame} />
    </footer>
  )
}

/**
 * The name of each language is in that language, for people who cannot read the current one (WCAG 2.2,
 * 3.1.2).
 */
function Languages({ frame }: { readonly frame: PageFrame }) {
  if (frame.languages.length === 0) return null
  return (
    <nav aria-label={frame.t('footer.language')}>
      <ul class="plain">
        {frame.languages.map(({ locale, name, url }) => (
          <li>
            <a href={url} lang={locale} hreflang={locale} rel="nofollow">
              <bdi>{name}</bdi>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
