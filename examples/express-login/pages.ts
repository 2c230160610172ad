/** The app's pages. They work without scripts. */
type Claims = Readonly<Record<string, unknown>>

export function homePage(issuer: string, user: Claims | undefined): string {
  if (user !== undefined) {
    return toPage(`<h1>Hello, ${toHtml(nameOf(user))}</h1>
<p>You are signed in.</p>
<div class="actions"><a class="button" id="profile" href="/profile">Your profile</a>${signOut}</div>`)
  }
  return toPage(`<h1>Sign in to go on</h1>
<p>This app keeps no passwords. It sends you to <code>${toHtml(issuer)}</code> and gets to know only what you allow.</p>
<div class="actions"><a class="button" id="login" href="/login?return_to=/profile">Sign in</a></div>`)
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
  return toPage(`<h1>${toHtml(nameOf(claims))}</h1>
<dl>${rows.join('')}</dl>
<p><small>The access token is replaced after ${toTime(expiresAt)}; you need not do anything.</small></p>
<div class="actions"><a class="button quiet" href="/">Start page</a>${signOut}</div>`)
}

export function problemPage(issuer: string): string {
  return toPage(`<h1>Please try again</h1>
<p><code>${toHtml(issuer)}</code> did not answer as it should. You need not sign in again for that.</p>
<div class="actions"><a class="button" href="">Try again</a></div>`)
}

const signOut =
  '<form method="post" action="/logout"><button class="button quiet" id="logout">Sign out</button></form>'

function nameOf({ name, preferred_username, email, sub }: Claims): string {
  return String(name ?? preferred_username ?? email ?? sub)
}

function toTime(epochSeconds = 0): string {
  return `${new Date(epochSeconds * 1000).toISOString().slice(11, 19)} UTC`
}

function toHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function toPage(content: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Express login</title>
<link rel="stylesheet" href="/style.css">
<main>${content}</main>
</html>`
}
