import { randomBytes } from 'node:crypto'
import type {
  AuthorizationCodeModel,
  Client,
  ClientCredentialsModel,
  RefreshTokenModel,
  Token,
  User,
} from '@node-oauth/oauth2-server'
import { findClient } from './clients.ts'
import { createJwtMint } from './mint-jwt.ts'
import type { TokenStore } from './token-store.ts'

export type Model = AuthorizationCodeModel & ClientCredentialsModel & RefreshTokenModel

/**
 * The model that the library requires. A JWT contains everything that an API needs and is not stored; other
 * tokens are.
 */
export function createModel(store: TokenStore, issuer: string): Model {
  const mintJwt = createJwtMint(issuer)
  return {
    getClient: async (clientId, clientSecret) => findClient(clientId, clientSecret),
    getUserFromClient: async () => ({}),
    validateScope: async (_user, client, scope) => allowedScope(client, scope),
    verifyScope: async (token, scope) => scope.every((each) => token.scope?.includes(each)),
    generateAccessToken: async (client, user, scope) =>
      (await mintJwt(user.id ?? client.id, client.id, scope)) ?? randomToken(),
    generateRefreshToken: async () => randomToken(),
    generateAuthorizationCode: async () => randomToken(),
    getAuthorizationCode: (code) => store.findCode(code),
    async saveAuthorizationCode(code, client, user) {
      await store.saveCode(code, client, user)
      return { ...code, client, user }
    },
    revokeAuthorizationCode: (code) => store.removeCode(code.authorizationCode),
    getRefreshToken: (token) => store.findRefreshToken(token),
    revokeToken: (token) => store.removeRefreshToken(token.refreshToken),
    getAccessToken: (token) => store.findAccessToken(token),
    saveToken: (token, client, user) => saveToken(store, token, { client, user }),
  }
}

async function saveToken(
  store: TokenStore,
  token: Token,
  { client, user }: { readonly client: Client; readonly user: User },
): Promise<Token> {
  await Promise.all([
    token.accessToken.includes('.') ? undefined : store.saveAccessToken(token, client, user),
    token.refreshToken === undefined ? undefined : store.saveRefreshToken(token, client, user),
  ])
  return { ...token, client, user }
}

function allowedScope(client: Client, scope: string[] | undefined): string[] | false {
  const allowed: readonly string[] = client.scopes
  return scope?.every((each) => allowed.includes(each)) ? scope : false
}

/** 256 bits. */
function randomToken(): string {
  return randomBytes(32).toString('base64url')
}
