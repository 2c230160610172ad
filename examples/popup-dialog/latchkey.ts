/**
 * The authorization server, with the page as its client: a public one, since whatever a page holds anybody
 * can read.
 */
import { type Configuration, createAuthorizationServer } from 'latchkey'

export function createLatchkey({ page, api }: { page: string; api: string }, configuration: Configuration) {
  return createAuthorizationServer({
    logger: false,
    clients: [
      {
        clientId: 'popup-dialog',
        name: 'The answer',
        redirectUris: [`${page}/callback.html`],
        grantTypes: ['authorization_code'],
        scopes: ['answer:read'],
      },
    ],
    resources: [{ uri: api, name: 'Answers', scopes: { 'answer:read': 'Tell you the answer' } }],
    // The only page whose scripts may call the token endpoint.
    corsOrigins: [page],
    ...configuration,
  })
}
