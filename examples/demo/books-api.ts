/** An API that accepts the authorization server's access tokens (RFC 9068), as any team's API would. */
import { type NextFunction, type Request, type Response, Router } from 'express'
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'

const books = [
  { title: 'The Left Hand of Darkness', author: 'Ursula K. Le Guin' },
  { title: 'Momo', author: 'Michael Ende' },
  { title: 'The Summer Book', author: 'Tove Jansson' },
]

export interface BooksApiOptions {
  readonly issuer: string
  /** The API's own name: a token for another API is not for this one. */
  readonly audience: string
}

export function booksApi(options: BooksApiOptions): Router {
  const readToken = tokenReader(options)

  async function requireScope(req: Request, res: Response, next: NextFunction) {
    const token = await readToken(req.headers.authorization)
    if (!token) return void res.status(401).set('WWW-Authenticate', 'Bearer error="invalid_token"').end()
    if (!String(token.scope).split(' ').includes('books:read')) {
      const challenge = 'Bearer error="insufficient_scope", scope="books:read"'
      return void res.status(403).set('WWW-Authenticate', challenge).end()
    }
    next()
  }

  return Router().get('/books', requireScope, (_req, res) => void res.json(books))
}

function tokenReader({ issuer, audience }: BooksApiOptions) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))
  const expected = { issuer, audience, typ: 'at+jwt', algorithms: ['ES256'] }

  return async (authorization = ''): Promise<JWTPayload | undefined> => {
    const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization) ?? []
    if (!token) return undefined
    try {
      return (await jwtVerify(token, keys, expected)).payload
    } catch (cause) {
      // A bad token is the caller's fault; keys that cannot be fetched are ours.
      if (cause instanceof errors.JOSEError && !(cause instanceof errors.JWKSTimeout)) return undefined
      throw cause
    }
  }
}
