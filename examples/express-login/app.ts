/** A server-rendered app. `signIn` brings /login, /callback and /logout; the rest is the app's own. */
import express, { type ErrorRequestHandler, type Express } from 'express'
import { requireSignIn, type SignInOptions, SignInRequired, signIn } from 'latchkey-connect/client'
import { look, notFoundPage } from '../look/page.ts'
import { homePage, problemPage, profilePage, signInAgainPage } from './pages.ts'

export function createApp(options: SignInOptions): Express {
  const app = express().disable('x-powered-by')
  app.get('/style.css', (_req, res) => res.sendFile('style.css', look))
  app.use(signIn(options), (_req, res, next) => {
    // The pages are different for everybody, and none is to be seen after signing out.
    res.set('Cache-Control', 'no-store')
    next()
  })

  app.get('/', (req, res) => void res.send(homePage(options.issuer, req.user)))

  // Some providers give no refresh token. With an access token that has expired, the browser goes through the
  // login first, and the person seldom notices.
  app.get('/profile', requireSignIn({ needsAccessToken: true }), async ({ tokens }, res) => {
    // Asked each time, so that a changed name shows at once.
    const claims = (await tokens?.userinfo()) ?? {}
    res.send(profilePage({ claims, expiresAt: tokens?.expiresAt }))
  })

  app.use((_req, res) => void res.status(404).send(notFoundPage))

  // All that can fail here is a request to the provider. Nobody is signed out by it, except when the provider
  // itself has ended the sign-in.
  const answerFault: ErrorRequestHandler = (cause, _req, res, _next) => {
    console.error(String(cause))
    if (cause instanceof SignInRequired) res.status(401).send(signInAgainPage)
    else res.status(cause.status ?? 503).send(problemPage(options.issuer))
  }
  return app.use(answerFault)
}
