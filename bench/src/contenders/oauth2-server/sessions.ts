import { randomBytes } from 'node:crypto'
import type { Request, Response } from 'express'
import type { Pool } from 'pg'
import { lifetimes } from '../../fixtures.ts'
import type { AccountTable } from '../account-table.ts'

const COOKIE = 'session'

/** The login of the app around the library, which has none: a cookie that names a row. */
export function createSessions(pool: Pool, accounts: AccountTable) {
  return {
    /** Who is signed in, with one read. */
    async find(cookies: string | undefined): Promise<{ readonly id: string } | undefined> {
      const id = cookies?.match(/(?:^|; )session=([\w-]+)/)?.[1]
      if (id === undefined) return undefined
      const text = `select account.id from oauth_session join account on account.id = user_id
        where oauth_session.id = $1 and expires_at > now()`
      return (await pool.query({ name: 'session_find', text, values: [id] })).rows[0]
    },
    showPage(request: Request, response: Response): void {
      response
        .type('html')
        .set('cache-control', 'no-store')
        .send(page(String(request.query.return_to)))
    },
    async signIn(request: Request, response: Response): Promise<void> {
      const { username, password, return_to: returnTo } = request.body
      const account = await accounts.signIn(String(username), String(password))
      if (account === undefined || !/^\/authorize\?/.test(returnTo)) {
        response
          .status(401)
          .type('html')
          .send(page(String(returnTo)))
        return
      }
      const id = randomBytes(32).toString('base64url')
      const text = 'insert into oauth_session (id, user_id, expires_at) values ($1, $2, $3)'
      const expires = new Date(Date.now() + lifetimes.session * 1000)
      await pool.query({ name: 'session_save', text, values: [id, account.id, expires] })
      response.cookie(COOKIE, id, { httpOnly: true, sameSite: 'lax', expires }).redirect(303, returnTo)
    },
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;' }

function page(returnTo: string): string {
  const escaped = returnTo.replace(/[&"<]/g, (each) => ESCAPES[each] ?? each)
  return `<!doctype html><html lang="en"><title>Sign in</title>
<form method="post" action="/login"><input type="hidden" name="return_to" value="${escaped}">
<label>Email <input name="username" type="email" autocomplete="username" required></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button></form></html>`
}
