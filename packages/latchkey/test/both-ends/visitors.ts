import { setTimeout } from 'node:timers/promises'
import { type ScriptedBrowser, scriptedBrowser } from '../../src/testing/scripted-browser.ts'
import { type Deployment, password } from './deployment.ts'

const network = { fetch: (request: Request) => fetch(request) }
/** What a page's own script sends. */
const fromPage = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', accept: 'application/json' }
/** Milliseconds between two requests of one person. */
const PACE = 20

/** Somebody who is signed in at the app. */
export interface Person {
  readonly username: string
  /** The cookies that the app gave, as a header. */
  readonly cookie: () => string
  /** What came of one request to the first process of the app: a status, or `away` when nobody answers. */
  ask(path: string): Promise<number | 'away'>
}

/** Signs in with a browser that goes from the app to the issuer and back. */
export async function signInAt({ apps: [app], issuer }: Deployment, username: string): Promise<Person> {
  const atApp = scriptedBrowser(network, app.origin)
  const atIssuer = scriptedBrowser(network, issuer.origin)
  const leaving = await atApp.open('/login?return_to=/shelf')
  let visit = await atIssuer.open(leaving.url)
  visit = await atIssuer.submit(visit, 'sign-in', { username, password })
  if (visit.html.includes('id="consent-allow"')) visit = await atIssuer.submit(visit, 'consent-allow')
  const back = await atApp.open(visit.url)
  if (back.status !== 200)
    throw new Error(`Signing in ended at ${back.url} with ${back.status}: ${back.html}`)
  return {
    username,
    cookie: () => [...atApp.cookies].map((pair) => pair.join('=')).join('; '),
    ask: (path) => ask(atApp, path),
  }
}

async function ask(browser: ScriptedBrowser, path: string): Promise<number | 'away'> {
  try {
    return (await browser.peek(path, fromPage)).status
  } catch {
    return 'away'
  }
}

/** Many people who go on asking, whatever they get. */
export interface Crowd {
  /** How often each person was served. */
  served(): readonly number[]
  /** What was not 200, in order, without `away`. */
  readonly refusals: readonly number[]
  /** How often nobody answered. */
  away(): number
  /** Resolves when everybody is gone. */
  leave(): Promise<void>
}

/** Each asks for a page that calls the API, and the API through the proxy, in turn. */
export function crowdOf(people: readonly Person[]): Crowd {
  const served = people.map(() => 0)
  const refusals: number[] = []
  let away = 0
  let isOver = false
  const visits = people.map(async (person, index) => {
    for (let round = index; !isOver; round += 1) {
      const outcome = await person.ask(round % 2 === 0 ? '/shelf' : '/api/books')
      if (outcome === 200) served[index] = (served[index] ?? 0) + 1
      else if (outcome === 'away') away += 1
      else refusals.push(outcome)
      await setTimeout(PACE)
    }
  })
  return {
    served: () => [...served],
    refusals,
    away: () => away,
    async leave() {
      isOver = true
      await Promise.all(visits)
    },
  }
}
