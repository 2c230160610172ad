/** The app's pages. */
import { toHtml, toPage } from '../look/page.ts'

type Claims = Readonly<Record<string, unknown>>

export function homePage(issuer: string, user: Claims | undefined): string {
  if (user !== undefined) {
    return toPage(
      `Hello, ${nameOf(user)}`,
      `<p>You are signed in.</p>
<div class="actions"><a class="button" id="profile" href="/profile">Your profile</a>${signOut}</div>`,
    )
  }
  return toPage(
    'Sign in to go on',
    `<p>This app keeps no passwords. It sends you to <code>${toHtml(issuer)}</code> and gets to know only what you allow.</p>
<div class="actions"><a class="button" id="login" href="/login?return_to=/profile">Sign in</a></div>`,
  )
}

export function profilePage({
  claims,
  expiresAt,
}: {
  claims: Claims
  expiresAt: number | undefined
}): string {
  const rows = Object.entries(claims).map(([claim, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return `<dt>${toHtml(claim)}</dt><dd>${toHtml(text)}</dd>`
  })
  return toPage(
    nameOf(claims),
    `<dl>${rows.join('')}</dl>
<p><small>The access token is replaced after ${toTime(expiresAt)}; you need not do anything.</small></p>
<div class="actions"><a class="button quiet" href="/">Start page</a>${signOut}</div>`,
  )
}

export function problemPage(issuer: string): string {
  return toPage(
    'Please try again',
    `<p><code>${toHtml(issuer)}</code> did not answer as it should. You need not sign in again for that.</p>
<div class="actions"><a class="button" href="">Try again</a></div>`,
  )
}

export const signInAgainPage = toPage(
  'Please sign in again',
  `<p>Your sign-in has ended.</p>
<div class="actions"><a class="button" href="/login?return_to=/profile">Sign in</a></div>`,
)

const signOut =
  '<form method="post" action="/logout"><button class="button quiet" id="logout">Sign out</button></form>'

function nameOf({ name, preferred_username, email, sub }: Claims): string {
  return String(name ?? preferred_username ?? email ?? sub)
}

function toTime(epochSeconds = 0): string {
  return `${new Date(epochSeconds * 1000).toISOString().slice(11, 19)} UTC`
}
