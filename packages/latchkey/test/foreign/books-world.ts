import { createHash, randomBytes } from 'node:crypto'
import { type LiveServer, openLiveServer, secret } from '../fixtures/loopback-server.ts'

/** The ways in which an access token can be written. */
export const ways = {
  JWT: { typ: 'JWT' },
  'at+jwt': { typ: 'at+jwt' },
  opaque: { format: 'opaque' },
} as const

export type Way = keyof typeof ways

const booksApi = 'https://api.example/books'
const otherApi = 'https://other.example/api'
const redirectUri = 'http://127.0.0.1/cb'

/** What Ada's app can show to an API; only one of these is for it and lets it in. */
export interface Shown {
  readonly good: string
  /** Without the scope. */
  readonly lacking: string
  /** All that is no access token for this API. */
  readonly wrong: readonly string[]
}

/** A server with the API of the guides, whose tokens are written in one way. Programs of others call it. */
export interface BooksWorld {
  readonly shown: Shown
  /** The text of a guide, with this server's issuer in place of that of the guide. */
  adapt(text: string): string
  /** What a program of a guide reads from its environment. */
  readonly environment: Readonly<Record<string, string>>
  close(): Promise<void>
}

export async function openBooksWorld(way: Way): Promise<BooksWorld> {
  const live = await openLiveServer([], {
    accessToken: ways[way],
    resources: [
      { uri: booksApi, scopes: { 'books:read': 'See your books', 'books:write': 'Change your books' } },
      { uri: otherApi, scopes: { 'other:read': 'See others' } },
    ],
    clients: [
      {
        clientId: 'reader',
        redirectUris: [redirectUri],
        scopes: ['openid', 'profile', 'books:read', 'books:write', 'other:read'],
      },
      {
        clientId: 'books-api',
        clientSecret: secret,
        grantTypes: ['client_credentials'],
        introspects: [booksApi],
      },
    ],
  })
  const issuer = live.issuer.origin
  return {
    shown: await obtainShown(live),
    adapt: (text) => text.replaceAll('https://id.example', issuer),
    environment: { ISSUER: issuer, AUDIENCE: booksApi, BOOKS_SECRET: secret },
    close: () => live.close(),
  }
}

async function obtainShown(live: LiveServer): Promise<Shown> {
  const good = await obtainTokens(live, { scope: 'openid profile books:read', resource: booksApi })
  const lacking = await obtainTokens(live, { scope: 'openid books:write', resource: booksApi })
  const other = await obtainTokens(live, { scope: 'other:read', resource: otherApi })
  const bent = `${good.access_token.slice(0, -8)}AAAAAAAA`
  return {
    good: good.access_token,
    lacking: lacking.access_token,
    wrong: [good.id_token ?? '', other.access_token, bent, 'x'],
  }
}

interface Tokens {
  readonly access_token: string
  readonly id_token?: string
}

/** Signs Ada in through the pages, as the public client `reader`. */
async function obtainTokens(
  live: LiveServer,
  asked: { readonly scope: string; readonly resource: string },
): Promise<Tokens> {
  const verifier = randomBytes(32).toString('base64url')
  const client = { client_id: 'reader', redirect_uri: redirectUri }
  const url = new URL('/authorize', live.issuer)
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const pkce = { code_challenge: challenge, code_challenge_method: 'S256' }
  url.search = new URLSearchParams({ ...client, ...pkce, ...asked, response_type: 'code' }).toString()
  const code = new URL((await live.visit(url)).url).searchParams.get('code') ?? ''
  const body = new URLSearchParams({
    ...client,
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    resource: asked.resource,
  })
  const response = await fetch(new URL('/token', live.issuer), { method: 'POST', body })
  if (response.status !== 200) throw new Error(await response.text())
  return response.json()
}
