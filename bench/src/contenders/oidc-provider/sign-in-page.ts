import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Provider } from 'oidc-provider'
import type { AccountTable } from '../account-table.ts'

/** The only interaction: a password form. The provider finds the rest of the request by its cookie. */
export async function answerInteraction(
  exchange: { readonly request: IncomingMessage; readonly response: ServerResponse },
  provider: Provider,
  accounts: AccountTable,
): Promise<void> {
  const { request, response } = exchange
  const { prompt, uid } = await provider.interactionDetails(request, response)
  if (prompt.name !== 'login') throw new Error(`there is no page for ${prompt.name}`)
  if (request.method === 'GET') return sendPage(response, 200, uid)
  const form = new URLSearchParams(await text(request))
  const account = await accounts.signIn(form.get('username') ?? '', form.get('password') ?? '')
  if (account === undefined) return sendPage(response, 401, uid)
  const result = { login: { accountId: account.id, amr: ['pwd'], remember: true } }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

function sendPage(response: ServerResponse, status: number, uid: string): void {
  const body = `<!doctype html><html lang="en"><title>Sign in</title>
<form method="post" action="/interaction/${encodeURIComponent(uid)}">
<label>Email <input name="username" type="email" autocomplete="username" required></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button></form></html>`
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
}
