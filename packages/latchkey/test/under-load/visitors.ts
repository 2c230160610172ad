import type { LiveServer } from '../fixtures/loopback-server.ts'
import type { Tokens } from './sign-in.ts'
import {
  type Answer,
  authorizationRequest,
  clientCredentials,
  introspect,
  redeem,
  refresh,
  send,
  userinfo,
} from './wire.ts'

/**
 * What a visitor got: what it came for, or "come back later" as it should be said. Anything else it throws.
 */
export type Outcome = 'served' | 'unavailable'

/** Somebody who comes again and again. */
export interface Visitor {
  readonly name: string
  visit(): Promise<Outcome>
}

/** A client with a refresh token, which it keeps until it gets the next one. */
export interface TokenHolder extends Visitor {
  readonly token: () => string
}

/** A service that needs nothing from the database: it is served always. */
export function service({ issuer }: LiveServer): Visitor {
  return {
    name: 'client_credentials',
    async visit() {
      const answer = await clientCredentials(issuer)
      if (answer.status !== 200) throw wrong('client_credentials', answer)
      return 'served'
    },
  }
}

export function tokenHolder({ issuer }: LiveServer, { refreshToken }: Tokens): TokenHolder {
  let token = refreshToken
  return {
    name: 'refresh',
    token: () => token,
    async visit() {
      const answer = await refresh(issuer, token)
      if (isUnavailable(answer)) return 'unavailable'
      if (answer.status !== 200) throw wrong('refresh', answer)
      token = String(answer.body.refresh_token)
      return 'served'
    },
  }
}

export function api({ issuer }: LiveServer, { accessToken }: Tokens): Visitor {
  return {
    name: 'introspection',
    async visit() {
      const answer = await introspect(issuer, accessToken)
      if (isUnavailable(answer)) return 'unavailable'
      // `active: false` would be a lie that locks people out.
      if (answer.status !== 200 || answer.body.active !== true) throw wrong('introspection', answer)
      return 'served'
    },
  }
}

export function profileReader({ issuer }: LiveServer, { accessToken }: Tokens): Visitor {
  return {
    name: 'userinfo',
    async visit() {
      const answer = await userinfo(issuer, accessToken)
      if (isUnavailable(answer)) return 'unavailable'
      if (answer.status !== 200 || answer.body.sub !== 'ada-id') throw wrong('userinfo', answer)
      return 'served'
    },
  }
}

/**
 * Somebody signed in, whose app redeems each code twice at the same time, and again when it does not know
 * what became of it.
 */
export function signedInPerson({ issuer }: LiveServer, cookie: string): Visitor {
  return {
    name: 'code',
    async visit() {
      const { url, verifier } = authorizationRequest(issuer, { prompt: 'none' })
      const answer = await send(url, { headers: { cookie } })
      if (isUnavailable(answer)) return 'unavailable'
      const response = new URL(answer.location ?? 'nowhere:').searchParams
      if (response.get('error') === 'temporarily_unavailable') return 'unavailable'
      const code = response.get('code')
      if (code === null) throw wrong('authorize', answer)
      return redeemInRace(issuer, code, verifier)
    },
  }
}

async function redeemInRace(issuer: URL, code: string, verifier: string): Promise<Outcome> {
  const attempts = await Promise.all([redeem(issuer, code, verifier), redeem(issuer, code, verifier)])
  const again = attempts.every(isUnavailable) ? [await redeem(issuer, code, verifier)] : []
  const answers = [...attempts, ...again]
  const redeemed = answers.filter(({ status }) => status === 200)
  if (redeemed.length > 1) throw new Error(`a code was redeemed ${redeemed.length} times`)
  for (const answer of answers) {
    const isReplay = answer.status === 400 && answer.body.error === 'invalid_grant'
    if (answer.status !== 200 && !isReplay && !isUnavailable(answer)) throw wrong('code', answer)
  }
  if (redeemed.length === 1) return 'served'
  // Whoever was told 503 may have won: nobody else may have then.
  if (answers.some(isUnavailable)) return 'unavailable'
  throw new Error('a good code was refused to everybody')
}

/** RFC 9110 §15.6.4: temporary, and it says when to come back. */
function isUnavailable({ status, retryAfter }: Answer): boolean {
  return status === 503 && Number(retryAfter) > 0
}

function wrong(what: string, answer: Answer): Error {
  return new Error(`${what} was answered ${JSON.stringify(answer)}`)
}
