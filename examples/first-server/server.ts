/**
 * The authorization server in an Express app. People, clients, grants, sessions and keys are in the database.
 */
import express from 'express'
import { type AuthorizationServer, type Configuration, createAuthorizationServer } from 'latchkey'
import { toNodeHandler } from 'latchkey/node'

/** @param urls Where the other three are: the API's is the audience of its tokens. */
export async function createServer(urls: { api: string; notebook: string }, configuration: Configuration) {
  const scopes = {
    'notes:read': 'See your notes',
    'notes:write': { description: 'Add notes', changes: true },
    'notes:count': 'Count everybody’s notes',
  }
  const server = await createAuthorizationServer({
    accounts: { signUp: 'open' },
    resources: [{ uri: urls.api, name: 'Notes', scopes }],
    // Stricter than the defaults; the guide on configuration names every limit.
    limits: { passwordAttemptsPerAccountAndAddress: 5, signUpsPerAddress: 10 },
    ...configuration,
  })
  const secrets = {
    notebook: await register(server, {
      clientId: 'notebook',
      name: 'Notebook',
      redirectUris: [`${urls.notebook}/callback`],
      postLogoutRedirectUris: [`${urls.notebook}/`],
      tokenEndpointAuthMethod: 'client_secret_basic',
      scopes: ['openid', 'profile', 'notes:read', 'notes:write'],
      verified: true,
    }),
    statistics: await register(server, {
      clientId: 'statistics',
      name: 'Statistics',
      grantTypes: ['client_credentials'],
      scopes: ['notes:count'],
    }),
  }
  const app = express().disable('x-powered-by')
  // Nothing else is on this port: without Express's `next`, all other paths are answered by the server too.
  app.use((req, res) => toNodeHandler(server)(req, res))
  return { server, app, secrets }
}

type Registration = Parameters<AuthorizationServer['clients']['create']>[0] & { readonly clientId: string }

/** Adds a client at the first start. Its secret is a new one at each start, so that none stands in a file. */
async function register({ clients }: AuthorizationServer, client: Registration): Promise<string> {
  const known = await clients.find(client.clientId)
  const made = known ? await clients.addSecret(client.clientId) : await clients.create(client)
  for (const { id } of known?.secrets ?? []) await clients.revokeSecret(client.clientId, id)
  return made.clientSecret ?? ''
}
