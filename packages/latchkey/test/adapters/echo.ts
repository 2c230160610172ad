import type { Embedded } from './hosts.ts'

/** What the adapter gave to the server. */
export interface Echo {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly remoteAddress?: string
}

/**
 * Answers every path under `/auth` with what it was given, and stands in for the server where only the
 * adapter is asked.
 */
export function echoServer(
  answers: Readonly<Record<string, (request: Request) => Promise<Response>>> = {},
): Embedded {
  return {
    issuer: 'https://issuer.example/auth',
    endpointAt: () => undefined,
    passedOn: () => {},
    answerMalformed: async () => ({ status: 400, headers: {}, body: '' }),
    handles: (pathname) => pathname.startsWith('/auth/'),
    async fetch(request, connection) {
      const special = answers[new URL(request.url).pathname]
      if (special) return special(request)
      const echo: Echo = {
        method: request.method,
        url: request.url,
        headers: Object.fromEntries(request.headers),
        body: await request.text(),
        ...connection,
      }
      return Response.json(echo)
    },
  }
}
