/**
 * The demo: an app as a stranger would write it, which knows of the authorization server only what discovery
 * tells.
 */
import { createHash } from 'node:crypto'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client'
import { booksApi } from './books-api.ts'
import { homePage, problemPage, signedInPage } from './page.ts'
import { Sessions } from './sessions.ts'
import { type AppRegistration, type SignedIn, SignIn, type Tokens } from './sign-in.ts'

/** Sign-ins that one browser may have begun and not ended. */
const MOST_STARTED = 5

export function demoApp(registration: AppRegistration): Express {
  const sessions = new Sessions()
  const signIn = new SignIn(registration)
  const audience = `${registration.url}/api`

  const app = express().disable('x-powered-by')
  app.use('/api', booksApi({ issuer: registration.issuer, audience }))
  app.use(setSecurityHeaders)

  app.get('/style.css', (_req, res) => res.sendFile('style.css', { root: `${import.meta.dirname}/../look` }))
  app.get('/claims.css', (_req, res) => res.sendFile('claims.css', { root: import.meta.dirname }))

  app.get('/', (req, res) => {
    const { signedIn, result } = sessions.find(req)
    res.send(signedIn ? signedInPage({ ...signedIn, result }) : homePage(registration.issuer))
  })

  app.get('/sign-in', async (req, res) => {
    const { url, started } = await signIn.start()
    const others = sessions.find(req).started ?? []
    sessions.replace(req, res, { started: [...others, started].slice(-MOST_STARTED) })
    res.redirect(url.href)
  })

  app.get('/callback', async (req, res) => {
    const session = sessions.find(req)
    const begun = session.started ?? []
    const started = begun.find(({ state }) => state === req.query.state) ?? begun.at(-1)
    if (!started) return res.redirect('/')
    const others = begun.filter((other) => other !== started)
    // At once, so that no answer is taken twice.
    session.started = others
    const signedIn = await signIn.finish(new URL(req.originalUrl, registration.url), started)
    sessions.replace(req, res, { signedIn, started: others })
    res.redirect('/')
  })

  app.post('/call-api', async (req, res) => {
    const session = sessions.find(req)
    if (session.signedIn) session.result = await callApi(`${audience}/books`, session.signedIn)
    res.redirect(303, '/')
  })

  app.post('/refresh', async (req, res) => {
    const session = sessions.find(req)
    if (session.signedIn) {
      const former = session.signedIn.tokens
      const tokens = await signIn.refresh(former)
      session.signedIn = { ...session.signedIn, tokens }
      session.result = describeRefresh(former, tokens)
    }
    res.redirect(303, '/')
  })

  app.post('/sign-out', async (req, res) => {
    const { signedIn } = sessions.find(req)
    sessions.end(req, res)
    res.redirect(303, signedIn ? (await signIn.signOutUrl(signedIn.tokens)).href : '/')
  })

  app.use((_req, res) => {
    const text = 'There is nothing at this address. Check it, or begin again at the start.'
    res.status(404).send(problemPage({ title: 'Page not found', text }))
  })

  app.use((cause: unknown, req: Request, res: Response, _next: NextFunction) => {
    // The server no longer honours the tokens: signed out elsewhere, access taken away, or idle for too long.
    if (cause instanceof ResponseBodyError && cause.error === 'invalid_grant') sessions.end(req, res)
    const problem = describeProblem(cause, registration.issuer)
    res.status(problem.status).send(problemPage(problem))
  })
  return app
}

function setSecurityHeaders(_req: Request, res: Response, next: NextFunction): void {
  res.set({
    'Content-Security-Policy':
      "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  })
  next()
}

async function callApi(url: string, { tokens }: SignedIn): Promise<string> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${tokens.accessToken}` } })
  if (!answer.ok) {
    const said = `${answer.status} ${answer.headers.get('www-authenticate') ?? ''}`
    return `${said}\nIf you did not allow “See your books”: sign out, sign in, and you are asked again.`
  }
  return JSON.stringify(await answer.json(), null, 2)
}

function describeRefresh(former: Tokens, tokens: Tokens): string {
  return [
    `access token: ${fingerprint(former.accessToken)} → ${fingerprint(tokens.accessToken)}`,
    `refresh token: ${fingerprint(former.refreshToken)} → ${fingerprint(tokens.refreshToken)}`,
    `expires: ${new Date(tokens.expiresAt * 1000).toISOString()}`,
  ].join('\n')
}

/** Tells two tokens apart without showing either. */
function fingerprint(token = ''): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 8)
}

function describeProblem(cause: unknown, issuer: string) {
  if (cause instanceof AuthorizationResponseError) {
    if (cause.error === 'access_denied') {
      return { status: 400, title: 'You did not allow access', text: 'This app learned nothing about you.' }
    }
    const text = cause.error_description ?? cause.error
    return { status: 400, title: 'Signing in did not work', text }
  }
  if (cause instanceof ResponseBodyError) {
    return { status: 400, title: 'Please sign in again', text: cause.error_description ?? cause.error }
  }
  if (cause instanceof ClientError) {
    const text = 'The answer did not belong to a sign-in that this browser began here.'
    return { status: 400, title: 'Signing in did not work', text }
  }
  if (!isUnreachable(cause)) {
    console.error(cause)
    return { status: 500, title: 'Something went wrong', text: 'The reason is in the log of this app.' }
  }
  const text = `${issuer} does not answer. Start it with “npm start” in the repository’s folder, then try again.`
  return { status: 503, title: 'The sign-in server is not running', text }
}

/** What fetch throws when nobody listens. */
function isUnreachable(cause: unknown): boolean {
  return cause instanceof TypeError && cause.message === 'fetch failed'
}
