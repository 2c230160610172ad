import { createHash } from 'node:crypto'
import { app, people, resources } from '../../fixtures.ts'
import { basic } from '../requests.ts'
import { type Auth, scopes } from './auth.ts'

/** Creates the clients and people through the library's storage, with its own ids and password hashes. */
export async function seed(auth: Auth): Promise<void> {
  const { adapter, internalAdapter, password } = await auth.$context
  await adapter.create({ model: 'oauthClient', data: client() })
  await Promise.all(
    people.map(async ({ claims, ...person }) => {
      const hash = await password.hash(person.password)
      const { name, email, email_verified: emailVerified } = claims
      const user = await internalAdapter.createUser(
        { name, email, emailVerified },
        { method: 'email-password' },
      )
      const account = { userId: user.id, providerId: 'credential', accountId: user.id, password: hash }
      await internalAdapter.linkAccount(account)
    }),
  )
}

/**
 * The library creates signing keys when the first token needs them: many concurrent first tokens would create
 * many.
 */
export async function makeKeys(auth: Auth, origin: string): Promise<void> {
  for (const { uri, scope } of [resources.es256, resources.rs256]) {
    const form = { grant_type: 'client_credentials', scope, resource: uri }
    const request = new Request(`${origin}/api/auth/oauth2/token`, {
      method: 'POST',
      headers: basic(app),
      body: new URLSearchParams(form),
    })
    const answer = await auth.handler(request)
    if (!answer.ok) throw new Error(await answer.text())
  }
}

function client() {
  const now = new Date()
  return {
    clientId: app.clientId,
    // The form in which the library stores it by default.
    clientSecret: createHash('sha256').update(app.clientSecret).digest('base64url'),
    name: 'Bench',
    skipConsent: true,
    requirePKCE: true,
    scopes,
    clientCredentialsScopes: Object.values(resources).map(({ scope }) => scope),
    redirectUris: [app.redirectUri],
    tokenEndpointAuthMethod: 'client_secret_basic',
    applicationType: 'web',
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    responseTypes: ['code'],
    createdAt: now,
    updatedAt: now,
  }
}
