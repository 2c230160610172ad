/**
 * A worker without a person: at an interval, it puts the next book on its shelf in the books API, until all
 * are there.
 */
import { setTimeout } from 'node:timers/promises'
import { type ClientCredentialsOptions, clientCredentials } from 'latchkey-connect/client'

const TITLES = ['The Art of Computer Programming', 'The Mythical Man-Month', 'A Pattern Language']
/** For the API to answer; then the round is given up, and the next one tries again. */
const PATIENCE_MILLISECONDS = 5000

type Options = Pick<ClientCredentialsOptions, 'issuer' | 'clientId' | 'privateKey'> & {
  readonly books: string
}

/**
 * Answers what one round of the worker does. It never throws: it says what happened, and the next round tries
 * again.
 */
export function createWorker({ books, ...options }: Options, say: (text: string) => void) {
  const own = clientCredentials({ ...options, scope: 'books:read books:write', resource: books })

  async function ask(init: RequestInit = {}): Promise<readonly { readonly title: string }[]> {
    const answer = await own.fetch(books, { ...init, signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) })
    if (!answer.ok) throw new Error(`The books API answered ${answer.status}`)
    return answer.json()
  }

  /** Looks first, so that a book is not added again when only the answer was lost. */
  async function addNext(): Promise<string> {
    const there = (await ask()).map(({ title }) => title)
    const title = TITLES.find((each) => !there.includes(each))
    if (title === undefined) return `All ${there.length} books are there`
    const headers = { 'content-type': 'application/json' }
    const { length } = await ask({ method: 'POST', headers, body: JSON.stringify({ title }) })
    return `Added "${title}" (${length} of ${TITLES.length})`
  }

  return async (): Promise<void> => {
    try {
      say(await addNext())
    } catch (cause) {
      say(`${tellFailure(cause)} (the next round tries again)`)
    }
  }
}

/** What `fetch` throws when nobody answers, or not in time, says no more than that. */
function tellFailure(cause: unknown): string {
  if (cause instanceof TypeError || cause instanceof DOMException) return 'The books API does not answer'
  return cause instanceof Error ? cause.message : String(cause)
}

/**
 * One round after the other: the pause begins when a round has ended, so that two are never under way at
 * once.
 */
export async function repeat(round: () => Promise<void>, seconds: number, signal: AbortSignal) {
  while (!signal.aborted) {
    await round()
    await setTimeout(seconds * 1000, undefined, { signal }).catch(() => {})
  }
}
