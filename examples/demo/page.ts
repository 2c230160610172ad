/** The demo's pages. They work without scripts. */
import type { SignedIn } from './sign-in.ts'

interface Html {
  readonly html: string
}

/** Escapes every value that is not itself made by this function. */
function html(parts: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  const texts = values.map((value) => (typeof value === 'string' ? escapeText(value) : joinHtml(value)))
  return { html: parts.reduce((sofar, part, index) => sofar + texts[index - 1] + part) }
}

function joinHtml(value: Html | readonly Html[]): string {
  return 'html' in value ? value.html : value.map((item) => item.html).join('')
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function document(title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title} – Bookshelf</title>
<link rel="stylesheet" href="/style.css">
<link rel="stylesheet" href="/claims.css">
</head>
<body>
<main>
<p class="app">Bookshelf <span>a demo app</span></p>
${content}
</main>
</body>
</html>
`.html
}

export function homePage(issuer: string): string {
  return document(
    'Welcome',
    html`<h1>Your books, behind your own front door</h1>
<p>This app keeps no passwords. It sends you to <code>${issuer}</code>, and gets to know only what you allow.</p>
<p class="actions"><a class="button" id="sign-in-link" href="/sign-in">Sign in</a></p>`,
  )
}

export function signedInPage(view: SignedIn & { readonly result: string | undefined }): string {
  const { claims, tokens, result } = view
  const name = claims.name ?? claims.preferred_username ?? claims.email ?? claims.sub
  return document(
    'Signed in',
    html`<h1>Hello, ${String(name)}</h1>
<p>Your access token works until ${toTime(tokens.expiresAt)}.</p>
<div class="actions">
${button('call-api', 'Call the API')}${button('refresh', 'Refresh', 'quiet')}${button('sign-out', 'Sign out', 'quiet')}
</div>
${result === undefined ? [] : html`<h2>Result</h2><pre id="result" role="status">${result}</pre>`}
<h2>What the app knows about you</h2>
<div class="table" role="region" aria-label="Claims" tabindex="0"><table>${Object.entries(claims).map(toRow)}</table></div>`,
  )
}

export function problemPage({ title, text }: { readonly title: string; readonly text: string }): string {
  return document(
    title,
    html`<h1>${title}</h1>
<p id="problem">${text}</p>
<p class="actions"><a class="button quiet" href="/">Back to the start</a></p>`,
  )
}

function button(id: string, label: string, look = ''): Html {
  return html`<form method="post" action="/${id}"><button class="button ${look}" id="${id}">${label}</button></form>`
}

function toRow([claim, value]: readonly [string, unknown]): Html {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return html`<tr><th scope="row"><code>${claim}</code></th><td>${text}</td></tr>`
}

function toTime(epochSeconds: number): Html {
  const iso = new Date(epochSeconds * 1000).toISOString()
  return html`<time datetime="${iso}">${iso.slice(11, 19)} UTC</time>`
}
