import type { LoadedConfiguration } from '../../config/load-configuration.ts'
import { escaped } from '../terminal/escaped.ts'
import { type Check, failed, ok, warning } from './check.ts'
import { checkProxy } from './check-proxy.ts'

const patienceMs = 3000
/** Clients tolerate about a minute; warning at half of that leaves time to fix the clock. */
const clockToleranceSeconds = 30

/**
 * Checks whether the server, if it is running, can be reached under its issuer (RFC 8414 §3.3), and what is
 * in front of it.
 */
export async function checkIssuer(loaded: LoadedConfiguration): Promise<readonly Check[]> {
  const { parsed, listening } = loaded
  const { issuer, secureCookies, trustedProxies } = parsed.settings
  const cookies = secureCookies
    ? ok('cookies', 'are Secure')
    : warning(
        'cookies',
        'are not Secure: the issuer is http',
        'fine on your own machine; elsewhere use https',
      )
  const behindProxy = secureCookies && listening.tls === undefined && trustedProxies.length === 0
  const proxy = warning(
    'proxy',
    'https ends before us, yet trustedProxies is empty: limits count the proxy’s address for everybody',
    "trustedProxies: ['the address of the proxy']",
  )
  const answers = await askIssuer(issuer)
  const isOurs = answers.some(({ name, state }) => name === 'issuer' && state === 'ok')
  const heard = [...answers, ...(isOurs ? await checkProxy(loaded) : [])]
  return [cookies, ...(behindProxy ? [proxy] : []), ...heard.map(escapedCheck)]
}

/** Anything may listen at the issuer's URL, and what it says must not steer the terminal. */
function escapedCheck({ finding, fix, ...check }: Check): Check {
  return { ...check, finding: escaped(finding), ...(fix !== undefined && { fix: escaped(fix) }) }
}

async function askIssuer(issuer: string): Promise<readonly Check[]> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(patienceMs) })
    return [await compare(issuer, url, response), checkClock(response)]
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    return [
      warning(
        'issuer',
        `nothing answers at ${url} (${cause})`,
        'if the server runs, look at DNS, proxy and port',
      ),
    ]
  }
}

async function compare(issuer: string, url: string, response: Response): Promise<Check> {
  if (response.status !== 200) {
    return failed(
      'issuer',
      `${url} answers ${response.status}`,
      'pass the whole path of the issuer on to latchkey',
    )
  }
  const document: unknown = await response.json().catch(() => null)
  if (typeof document !== 'object' || document === null || !('issuer' in document))
    return failed('issuer', `${url} does not answer with server metadata`, 'something else listens there')
  return document.issuer === issuer
    ? ok('issuer', `${issuer} is what it says it is`)
    : failed(
        'issuer',
        `${url} says that the issuer is ${document.issuer}`,
        'set issuer to the URL that apps use',
      )
}

function checkClock(response: Response): Check {
  const theirs = Date.parse(response.headers.get('date') ?? '')
  const seconds = Math.round(Math.abs(Date.now() - theirs) / 1000)
  return Number.isNaN(theirs) || seconds <= clockToleranceSeconds
    ? ok('clock', 'agrees with the server’s')
    : warning('clock', `differs from the server’s by ${seconds} seconds`, 'let NTP set both')
}
