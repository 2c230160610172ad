import { type LiveServer, redirectUri } from '../fixtures/loopback-server.ts'
import { authorizationRequest, redeem, send } from './wire.ts'

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
}

/** Signs in once; answers the cookies of that browser. */
export async function signIn(live: LiveServer): Promise<string> {
  const browser = live.browser()
  const { url } = await live.visit(authorizationRequest(live.issuer).url, browser)
  if (!url.startsWith(redirectUri)) throw new Error(`Signing in ended at ${url}`)
  return [...browser.cookies].map((pair) => pair.join('=')).join('; ')
}

export async function obtainTokens(live: LiveServer, cookie: string): Promise<Tokens> {
  const { code, verifier } = await obtainCode(live, cookie)
  const { body } = await redeem(live.issuer, code, verifier)
  return { accessToken: String(body.access_token), refreshToken: String(body.refresh_token) }
}

export interface Code {
  readonly code: string
  readonly verifier: string
}

export async function obtainCode({ issuer }: LiveServer, cookie: string): Promise<Code> {
  const { url, verifier } = authorizationRequest(issuer, { prompt: 'none' })
  const { location } = await send(url, { headers: { cookie } })
  const code = new URL(location ?? 'nowhere:').searchParams.get('code')
  if (code === null) throw new Error(`No code but ${location}`)
  return { code, verifier }
}
