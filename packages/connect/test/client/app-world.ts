import { createServer, type Server } from 'node:http'
import express, { type Express } from 'express'
import type { Configuration } from '../../../latchkey/src/index.ts'
import type { StatedClient } from '../../../latchkey/src/protocol/clients/client.ts'
import {
  type ScriptedBrowser,
  scriptedBrowser,
  type Visit,
} from '../../../latchkey/src/testing/scripted-browser.ts'
import {
  booksApi,
  close,
  type LiveServer,
  listen,
  openLiveServer,
  secret,
} from '../../../latchkey/test/fixtures/loopback-server.ts'
import { requireSignIn, type SignIn, type SignInOptions, signIn } from '../../src/client/express.ts'
import { openReverseProxy, type ReverseProxy } from './reverse-proxy.ts'

export const network = { fetch: (request: Request) => fetch(request) }
export const clientSecret = secret

/** A browser that goes from an app to its issuer and back, with the cookies of each. */
export interface Person {
  readonly atApp: ScriptedBrowser
  readonly atIssuer: ScriptedBrowser
  /** Opens a page of the app, signs in at the issuer where it is asked to, and comes back. */
  visit(path: string): Promise<Visit>
  /** Asks as a page's script does. */
  ask(path: string): Promise<Visit>
}

export interface AppWorld {
  readonly live: LiveServer
  /** In front of the issuer. */
  readonly reverseProxy: ReverseProxy
  readonly origin: string
  readonly auth: SignIn
  /** What the app told its log. */
  readonly said: string[]
  person(): Person
  close(): Promise<void>
}

export interface AppWorldOptions {
  readonly app?: Partial<SignInOptions>
  readonly client?: Partial<StatedClient>
  readonly server?: Partial<Configuration>
  readonly pages?: (app: Express) => void
  /** Which Express; 5 unless told. */
  readonly framework?: typeof express
}

export const bookScopes = 'openid profile email books:read'

/**
 * A real issuer, a reverse proxy before it that counts, and an app behind node:http on ports of this machine.
 */
export async function openAppWorld(options: AppWorldOptions = {}): Promise<AppWorld> {
  const listener = createServer((req, res) => app(req, res))
  const origin = await listen(listener)
  const reverseProxy = await openReverseProxy()
  const live = await openLiveServer(
    [
      {
        clientId: 'web',
        clientSecret,
        rotateRefreshTokens: true,
        redirectUris: [`${origin}/callback`],
        postLogoutRedirectUris: [`${origin}/`],
        ...options.client,
      },
    ],
    { issuer: reverseProxy.origin, ...options.server },
  )
  reverseProxy.sendTo(Number(live.issuer.port))
  const said: string[] = []
  const note = (_fields: object, message: string) => void said.push(message)
  const auth = signIn({
    issuer: reverseProxy.origin,
    clientId: 'web',
    clientSecret,
    url: origin,
    scope: bookScopes,
    resource: booksApi,
    sessions: 'memory:',
    logger: { warn: note, error: note },
    ...options.app,
  })
  const app = (options.framework ?? express)()
  app.use(auth)
  app.get('/', (req, res) => void res.send(`home of ${req.user?.name ?? 'nobody'}`))
  app.get('/profile', requireSignIn, (req, res) => void res.send(`profile of ${req.user?.name}`))
  app.get('/token', requireSignIn, (req, res, next) => {
    req.tokens?.accessToken().then((token) => res.send(token), next)
  })
  options.pages?.(app)
  return {
    live,
    reverseProxy,
    origin,
    auth,
    said,
    person: () => createPerson(origin, reverseProxy.origin),
    async close() {
      await auth.close()
      await Promise.all([closeListener(listener), reverseProxy.close(), live.close()])
    },
  }
}

function closeListener(listener: Server): Promise<void> {
  return close(listener)
}

export function createPerson(appOrigin: string, issuerOrigin: string): Person {
  const atApp = scriptedBrowser(network, appOrigin)
  const atIssuer = scriptedBrowser(network, issuerOrigin)
  return {
    atApp,
    atIssuer,
    async visit(path) {
      const left = await atApp.open(path, { 'sec-fetch-dest': 'document' })
      if (new URL(left.url).origin !== issuerOrigin) return left
      return comeBack(await passIssuer(atIssuer, left.url), atApp, appOrigin)
    },
    ask: (path) => atApp.peek(path, { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' }),
  }
}

async function comeBack(visit: Visit, atApp: ScriptedBrowser, appOrigin: string): Promise<Visit> {
  return new URL(visit.url).origin === appOrigin ? atApp.open(visit.url) : visit
}

/** Signs in as Ada and allows, wherever it is asked; ends where the browser leaves the issuer. */
export async function passIssuer(atIssuer: ScriptedBrowser, url: string): Promise<Visit> {
  let visit = await atIssuer.open(url)
  if (visit.html.includes('id="sign-in"')) {
    visit = await atIssuer.submit(visit, 'sign-in', { username: 'ada@example.test', password: 'analytical' })
  }
  if (visit.html.includes('id="consent-allow"')) visit = await atIssuer.submit(visit, 'consent-allow')
  return visit
}
