/**
 * A page that signs people in with `latchkey-connect/browser`, the issuer that it asks, and another site,
 * each on a port of its own.
 */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { Browser, Frame, Page } from 'playwright-core'
import { toNodeHandler } from '../../../latchkey/src/adapters/node.ts'
import { type Configuration, createAuthorizationServer } from '../../../latchkey/src/index.ts'
import { startTestIssuer, type TestIssuer } from '../../../latchkey/src/testing/start-test-issuer.ts'
import { openVisit, signIn } from '../../../latchkey/test/browser/visit.ts'
import { close, listen } from '../../../latchkey/test/fixtures/loopback-server.ts'
import type { SignInPopupOptions } from '../../src/browser/popup.ts'

export const booksApi = 'https://api.example.test/books'
const ada = { username: 'ada@example.test', password: 'analytical-engine' }

export interface PopupWorld {
  readonly issuer: TestIssuer
  /** The URL of an issuer whose pages do not cut the tie to their opener. */
  readonly tiedIssuer: string
  /** The page's origin, `http://localhost:…`; the issuer and `elsewhere` are other sites. */
  readonly origin: string
  readonly elsewhere: string
  /** What to pass to the function under test. */
  options(changes?: Partial<SignInPopupOptions>): SignInPopupOptions
  visit(browser: Browser): Promise<Page>
  close(): Promise<void>
}

/** What a page got from the function under test. */
export interface Outcome {
  readonly tokens?: Readonly<Record<string, unknown>>
  readonly name?: string
  readonly code?: string
  readonly error?: string
  readonly message?: string
}

export async function openPopupWorld(): Promise<PopupWorld> {
  const source = readFileSync(new URL('../../src/browser/popup.ts', import.meta.url), 'utf8')
  const host = await serve('localhost', {
    '/popup.js': stripTypeScriptTypes(source),
    '/': `<button>Sign in</button><script type="module">
      import { openSignInPopup } from '/popup.js'
      const told = ({ name, code, error, message }) => ({ name, code, error, message })
      const open = window.open
      window.open = (...given) => window.popup = open.apply(window, given)
      document.querySelector('button').onclick = () => {
        window.outcome = openSignInPopup(window.options).then((tokens) => ({ tokens }), told)
      }
    </script>`,
    '/cb': `You can close this window<script type="module">
      import { answerSignInPopup } from '/popup.js'
      answerSignInPopup()
    </script>`,
  })
  const other = await serve('127.0.0.1', {
    '/': 'Elsewhere',
    '/frame': `<iframe src="${host.origin}/"></iframe>`,
    '/sandbox': `<iframe sandbox="allow-scripts allow-same-origin" src="${host.origin}/"></iframe>`,
  })
  const redirectUri = `${host.origin}/cb`
  const configuration = {
    resources: [{ uri: booksApi, name: 'Books', scopes: { 'books:read': 'See your books' } }],
    clients: [{ clientId: 'page', redirectUris: [redirectUri], scopes: ['openid', 'books:read'] }],
    users: [{ id: 'ada-id', ...ada }],
  }
  const [issuer, tied] = await Promise.all([startTestIssuer(configuration), startTiedIssuer(configuration)])
  const good = { issuer: issuer.url, clientId: 'page', redirectUri, scope: 'books:read', resource: booksApi }
  return {
    issuer,
    tiedIssuer: tied.url,
    origin: host.origin,
    elsewhere: other.origin,
    options: (changes = {}) => ({ ...good, ...changes }),
    async visit(browser) {
      const page = await openVisit(browser)
      await page.goto(`${host.origin}/`)
      return page
    },
    async close() {
      for (const each of [host, other]) each.close()
      await Promise.all([issuer.close(), tied.close()])
    },
  }
}

/** Clicks the button; answers the window that opens. */
export async function openPopup(
  page: Page,
  options: SignInPopupOptions,
  frame: Frame | Page = page,
): Promise<Page> {
  const [popup] = await Promise.all([page.context().waitForEvent('page'), press(frame, options)])
  return popup
}

export async function press(frame: Frame | Page, options: SignInPopupOptions): Promise<void> {
  await frame.evaluate((given) => Object.assign(globalThis, { options: given }), options)
  await frame.locator('button').click()
}

export async function outcomeOf(frame: Frame | Page): Promise<Outcome> {
  return frame.evaluate(() => (globalThis as unknown as { readonly outcome: Promise<Outcome> }).outcome)
}

/** Signs in as Ada, up to the consent page. */
export async function reachConsent(popup: Page): Promise<void> {
  await popup.waitForURL(/\/sign-in/)
  await signIn(popup, ada)
  await popup.locator('#consent-allow').waitFor()
}

/** An issuer whose pages do not cut the tie to their opener. */
async function startTiedIssuer(configuration: Omit<Configuration, 'issuer'>) {
  const listener = createServer((req, res) => answer?.(req, res))
  let answer: ReturnType<typeof toNodeHandler> | undefined
  const url = await listen(listener)
  const server = await createAuthorizationServer({
    ...configuration,
    issuer: url,
    storage: 'memory:',
    logger: false,
  })
  answer = toNodeHandler({
    ...server,
    async fetch(request, connection) {
      const response = await server.fetch(request, connection)
      response.headers.delete('cross-origin-opener-policy')
      return response
    },
  })
  return { url, close: () => Promise.all([close(listener), server.close()]) }
}

async function serve(hostname: string, documents: Readonly<Record<string, string>>) {
  const server: Server = createServer((req, res) => {
    const path = (req.url ?? '').split('?')[0] ?? ''
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8'
    res.writeHead(path in documents ? 200 : 404, { 'content-type': type }).end(documents[path])
  })
  await new Promise<void>((resolve) => server.listen(0, hostname, resolve))
  return {
    origin: `http://${hostname}:${(server.address() as AddressInfo).port}`,
    close: () => server.close().closeAllConnections(),
  }
}
