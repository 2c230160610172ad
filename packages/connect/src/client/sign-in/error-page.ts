import { createHash } from 'node:crypto'
import { ISSUER_RETRY_SECONDS, type IssuerError } from '../../issuer/issuer-error.ts'
import { SignInError, type SignInErrorCode } from '../sign-in-error.ts'
import type { SignInSettings } from './sign-in-options.ts'

const STYLE = `
:root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}
body{max-width:34rem;margin:12vh auto;padding:0 1.25rem;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;text-wrap:balance}
a{display:inline-block;margin:.5rem 0;padding:.6rem 1.1rem;border:1px solid;border-radius:.5rem;color:inherit;text-decoration:none}
a:focus-visible{outline:3px solid Highlight;outline-offset:2px}
section{margin-top:2.5rem;padding-top:1rem;border-top:1px solid color-mix(in srgb,currentColor 25%,transparent);font-size:.9rem}
h2{font-size:1rem;margin:0}`
/** Allows only the page's own style, by its hash; works even where the app's policy forbids inline styles. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

interface Words {
  readonly title: string
  readonly text: string
}

const WORDS: Readonly<Record<SignInErrorCode, Words>> = {
  NOT_STARTED: {
    title: 'This sign-in cannot be finished here',
    text: 'It was finished already, took too long, or was begun in another browser. It also happens when cookies are blocked.',
  },
  REFUSED: { title: 'You were not signed in', text: 'The sign-in was cancelled or not allowed.' },
  WRONG_ANSWER: {
    title: 'You were not signed in',
    text: 'The answer of the sign-in service could not be trusted.',
  },
  CLOCKS_DIFFER: {
    title: 'You were not signed in',
    text: 'A clock is wrong, here or at the sign-in service.',
  },
  NOT_AS_ASKED: {
    title: 'A stronger sign-in is needed',
    text: 'What you wanted to do needs a fresh or stronger proof of who you are.',
  },
  FOREIGN_REQUEST: {
    title: 'Do you want to sign out?',
    text: 'Another site asked for it, so nothing was done.',
  },
}
const WRONG: Words = {
  title: 'You were not signed in',
  text: 'This app is not set up correctly for the sign-in service.',
}
const AWAY: Words = { title: 'The sign-in service is away', text: 'Please try again in a moment.' }

/**
 * The page that a person sees when a sign-in fails. The reason goes to the log, and to the browser only when
 * the app is on this machine.
 */
export function answerErrorPage(error: SignInError | IssuerError, settings: SignInSettings): Response {
  const words = toWords(error)
  const isForeign = error.code === 'FOREIGN_REQUEST'
  const link = isForeign
    ? { href: settings.paths.logout, text: 'Sign out' }
    : { href: settings.paths.login, text: 'Sign in again' }
  const reason = settings.isLoopback
    ? `<section><h2>For the developer</h2><p>${escapeHtml(error.message)}</p></section>`
    : ''
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${words.title}</title><style>${STYLE}</style></head><body><main><h1>${words.title}</h1><p>${words.text}</p><p><a href="${escapeHtml(link.href)}">${link.text}</a></p>${reason}</main></body></html>`
  return new Response(html, { status: error.status, headers: toHeaders(error) })
}

function toWords(error: SignInError | IssuerError): Words {
  if (error instanceof SignInError) return WORDS[error.code]
  return error.code === 'ISSUER_UNAVAILABLE' ? AWAY : WRONG
}

function toHeaders(error: SignInError | IssuerError): Headers {
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  if (error.status === 503) headers.set('retry-after', String(ISSUER_RETRY_SECONDS))
  return headers
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
