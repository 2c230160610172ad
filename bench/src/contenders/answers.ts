import type { WireAnswer } from './contender.ts'

/** A wrong response: it ends the run, as its speed would be meaningless. */
export class WrongAnswer extends Error {
  constructor(expected: string, answer: WireAnswer) {
    const { status, headers, body } = answer
    super(`expected ${expected}, got ${status} ${headers.location ?? ''}\n${body.slice(0, 1000)}`)
    this.name = 'WrongAnswer'
  }
}

/** A 503: the server has more work than it accepts, and says so. Counted separately, never as a response. */
export class Refused extends Error {
  override readonly name = 'Refused'
  /** Seconds after which the server asks the client to retry. */
  readonly retryAfter: number

  constructor({ headers }: WireAnswer) {
    super('503')
    this.retryAfter = Number(headers['retry-after'] ?? 1)
  }
}

export function requireStatus(answer: WireAnswer, ...statuses: readonly number[]): WireAnswer {
  if (statuses.includes(answer.status)) return answer
  if (answer.status === 503) throw new Refused(answer)
  throw new WrongAnswer(`status ${statuses.join(' or ')}`, answer)
}

/** The JSON of a 200 response. */
export function requireJson(answer: WireAnswer): Readonly<Record<string, unknown>> {
  requireStatus(answer, 200)
  return JSON.parse(answer.body)
}

/** A member of a JSON response that must be a non-empty string. */
export function requireText(
  json: Readonly<Record<string, unknown>>,
  name: string,
  answer: WireAnswer,
): string {
  const value = json[name]
  if (typeof value === 'string' && value !== '') return value
  throw new WrongAnswer(`a ${name}`, answer)
}

/**
 * Requires a compact JWS with this algorithm in its header. Its signature is checked once per run, not here.
 */
export function requireJwt(token: string, algorithm: string, answer: WireAnswer): void {
  const parts = token.split('.')
  const [header = '', , signature = ''] = parts
  const isJwt = parts.length === 3 && signature.length >= 86
  const found = isJwt ? JSON.parse(Buffer.from(header, 'base64url').toString()).alg : undefined
  if (found !== algorithm) throw new WrongAnswer(`a JWT with alg ${algorithm}`, answer)
}

/** The authorization code in a redirect to the client. */
export function requireCode(answer: WireAnswer, redirectUri: string): string {
  requireStatus(answer, 302, 303)
  const location = String(answer.headers.location ?? '')
  const code = location.startsWith(redirectUri) ? URL.parse(location)?.searchParams.get('code') : undefined
  if (!code) throw new WrongAnswer(`a redirect to ${redirectUri} with a code`, answer)
  return code
}
