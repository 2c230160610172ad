/**
 * Notebook: an app in which people see their notes. It signs them in at the server and asks the API in their
 * name.
 */
import express, { type Express } from 'express'
import { requireSignIn, type SignInOptions, signIn } from 'latchkey-connect/client'
import { look, notFoundPage, toList, toPage } from '../look/page.ts'

type Options = Pick<SignInOptions, 'issuer' | 'url' | 'clientSecret' | 'sessions'>

export function createNotebook(api: string, options: Options): Express {
  const app = express().disable('x-powered-by')
  app.get('/style.css', (_req, res) => res.sendFile('style.css', look))

  const scope = 'openid profile notes:read notes:write'
  app.use(signIn({ clientId: 'notebook', scope, resource: api, ...options }))

  app.get('/', requireSignIn, async ({ user, tokens }, res) => {
    const answer = await tokens?.fetch(`${api}/notes`)
    const notes: string[] = answer?.ok
      ? await answer.json()
      : [`The API answered ${answer?.status}. Did you allow “See your notes”?`]
    res.send(notesPage(String(user?.name ?? user?.sub), notes))
  })
  app.post('/', requireSignIn, express.urlencoded(), async ({ tokens, body: { text } }, res) => {
    await tokens?.fetch(`${api}/notes`, { method: 'POST', body: new URLSearchParams({ text }) })
    res.redirect(303, '/')
  })
  app.use((_req, res) => void res.status(404).send(notFoundPage))
  return app
}

function notesPage(name: string, notes: readonly string[]): string {
  return toPage(
    `Notes of ${name}`,
    `${toList('notes', notes) || '<p id="notes">No notes yet.</p>'}
<form method="post" action="/">
<label for="text">A new note</label>
<input id="text" name="text" required maxlength="200">
<button id="add">Add</button>
</form>
<form method="post" action="/logout"><button class="quiet" id="logout">Sign out</button></form>`,
  )
}
