import type { EchoReport } from '../../protocol/echo.ts'
import { toPrintableText } from '../../protocol/printable-text.ts'
import { type Check, failed } from './check.ts'
import { CLAIMED_ADDRESS } from './compare-request.ts'

interface Surroundings {
  /** The addresses of the machine on which doctor runs, which may be a trusted proxy's too. */
  readonly ownAddresses: readonly string[]
  /** False for an issuer that only this machine can reach: nobody else can claim anything there. */
  readonly isReachable: boolean
}

/**
 * Whether the server learns who called. Doctor claims to be another address, as anybody can: a proxy has to
 * write the one that it sees.
 */
export function compareCaller(report: EchoReport, surroundings: Surroundings): readonly Check[] {
  const { peer, forwarded, forwardedFor = '' } = report
  if (forwarded === 'not_trusted') return aboutUnknownProxy(report)
  if (forwarded === 'absent') {
    return [
      failed(
        'proxy',
        `the proxy ${peer} does not say who called: limits count its address for everybody`,
        'let it send X-Forwarded-For with the address of its peer',
      ),
    ]
  }
  if (forwarded === 'unreadable') {
    return [
      failed(
        'proxy',
        `X-Forwarded-For arrives as ${toPrintableText(forwardedFor, 100)}, in which no address can be read`,
        'let the proxy write the address of its peer',
      ),
    ]
  }
  return surroundings.isReachable && believesUs(report, surroundings) ? [spoofable] : []
}

function aboutUnknownProxy({ peer, forwardedFor, forwarding }: EchoReport): readonly Check[] {
  const isDirect = forwardedFor === CLAIMED_ADDRESS && forwarding.length === 0 && peer !== 'unix'
  if (isDirect) return []
  return [
    failed(
      'proxy',
      `a proxy calls the server from ${peer}, and what it says of the callers is not read: limits count all people as one`,
      `trustedProxies: ['${peer}']`,
    ),
  ]
}

/**
 * True when the server believes the claim. It may, where a trusted proxy runs on doctor's own machine: then
 * that machine's address stands after the claim.
 */
function believesUs({ address, forwardedFor = '' }: EchoReport, { ownAddresses }: Surroundings): boolean {
  const hops = forwardedFor.split(',').map((hop) => hop.trim())
  const isOurs = ownAddresses.some((own) => hops.includes(own))
  return address === CLAIMED_ADDRESS && !isOurs
}

const spoofable = failed(
  'proxy',
  'whoever calls can choose the address that limits count: what a caller writes into X-Forwarded-For is believed',
  'let the proxy replace the header by the address of its peer, or add that to its end (nginx: proxy_set_header X-Forwarded-For $remote_addr; HAProxy: option forwardfor)',
)
