/** Who is signed in to the app: in memory, found by a random cookie that no script can read. */
import { randomBytes } from 'node:crypto'
import type { Request, Response } from 'express'
import type { SignedIn, StartedSignIn } from './sign-in.ts'

export interface Session {
  /** One for each tab in which a sign-in was begun, the latest last. */
  started?: readonly StartedSignIn[]
  signedIn?: SignedIn
  /** What the last button did, for the page to tell. */
  result?: string
}

/** Its own name: cookies of all ports of localhost share one jar. */
const cookieName = 'demo_session'
const maxSessions = 1000

export class Sessions {
  readonly #sessions = new Map<string, Session>()

  /** The browser's session, empty if it has none. */
  find(req: Request): Session {
    return this.#sessions.get(idOf(req)) ?? {}
  }

  /**
   * Replaces the browser's session under a new id, so that an id planted before the sign-in is worth nothing.
   */
  replace(req: Request, res: Response, session: Session): void {
    this.#sessions.delete(idOf(req))
    const id = randomBytes(32).toString('base64url')
    this.#sessions.set(id, session)
    const [oldest] = this.#sessions.keys()
    if (this.#sessions.size > maxSessions && oldest !== undefined) this.#sessions.delete(oldest)
    res.cookie(cookieName, id, { httpOnly: true, sameSite: 'lax', secure: req.secure, path: '/' })
  }

  end(req: Request, res: Response): void {
    this.#sessions.delete(idOf(req))
    res.clearCookie(cookieName, { path: '/' })
  }
}

function idOf(req: Request): string {
  const [, id = ''] = new RegExp(`(?:^|; )${cookieName}=([^;]*)`).exec(req.headers.cookie ?? '') ?? []
  return id
}
