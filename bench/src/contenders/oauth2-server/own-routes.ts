/** Two endpoints that the library does not have, as small as a correct response allows. */
import type { Token } from '@node-oauth/oauth2-server'
import type { Request, Response } from 'express'
import { findClient } from './clients.ts'
import type { TokenStore } from './token-store.ts'

/** RFC 7662: the client's secret, and one read of the token with its account. */
export function answerIntrospection(store: TokenStore, issuer: string) {
  return async (request: Request, response: Response): Promise<void> => {
    const caller = authenticate(request.headers.authorization)
    if (caller === undefined) {
      response.status(401).set('www-authenticate', 'Basic').json({ error: 'invalid_client' })
      return
    }
    const token = await store.findAccessToken(String(request.body.token))
    response.set('cache-control', 'no-store').json(describe(token, issuer))
  }
}

function describe(token: Token | undefined, issuer: string): object {
  const expiresAt = token?.accessTokenExpiresAt
  if (token === undefined || expiresAt === undefined || expiresAt < new Date()) return { active: false }
  return {
    active: true,
    iss: issuer,
    client_id: token.client.id,
    sub: token.user.id ?? token.client.id,
    scope: token.scope?.join(' '),
    exp: Math.floor(expiresAt.getTime() / 1000),
    token_type: 'Bearer',
  }
}

function authenticate(authorization: string | undefined) {
  const encoded = authorization?.match(/^Basic ([\w+/=-]+)$/i)?.[1]
  if (encoded === undefined) return undefined
  const [clientId = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(':')
  return findClient(decodeURIComponent(clientId), decodeURIComponent(secret))
}

/** The claims of the account that the library read with the token. */
export function answerUserinfo({ user, scope }: Token, response: Response): void {
  const { name, email, email_verified } = user.claims
  response.set('cache-control', 'no-store').json({
    sub: user.id,
    ...(scope?.includes('profile') && { name }),
    ...(scope?.includes('email') && { email, email_verified }),
  })
}
