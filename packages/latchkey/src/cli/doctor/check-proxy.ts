import { existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import type { LoadedConfiguration } from '../../config/load-configuration.ts'
import { createSealer } from '../../keys/create-sealer.ts'
import type { Sealer } from '../../keys/sealer.ts'
import { loadOrCreateSecretFile } from '../../keys/server-secret.ts'
import { systemRandom } from '../../keys/system-random.ts'
import type { EchoQuestion, EchoReport } from '../../protocol/echo.ts'
import { toPrintableText } from '../../protocol/printable-text.ts'
import { isLoopbackHost } from '../../protocol/redirect-uri/is-loopback-host.ts'
import { askEcho, type EchoAnswer } from './ask-echo.ts'
import { type Check, failed, ok, warning } from './check.ts'
import { compareAnswer } from './compare-answer.ts'
import { compareCaller } from './compare-caller.ts'
import { CLAIMED_ADDRESS, compareRequest, EXAMPLE_QUERY, toSentHeaders } from './compare-request.ts'

/** Sealing makes what an app has sent a third longer, and adds a little. */
const SEALED_LENGTH = 4 / 3
const SEALED_EXTRA = 512

/** A request of doctor's, by what differs from the others. */
interface Variation {
  readonly status?: EchoQuestion['status']
  readonly query?: string
}

/**
 * Compares what doctor sends to the issuer's public URL with what the server says that it got, and the
 * server's answer with what arrives of it: proxies change both. The question is sealed, so that the server
 * tells nobody else.
 */
export async function checkProxy({ parsed }: LoadedConfiguration): Promise<readonly Check[]> {
  const { issuer, limits } = parsed.settings
  const sealer = await openSealer(parsed)
  if (sealer === undefined) return []
  const ask = ({ status = 200, query = '' }: Variation): Promise<EchoAnswer> => {
    const question: EchoQuestion = { at: Math.floor(Date.now() / 1000), status }
    return askEcho(issuer, {
      query,
      headers: toSentHeaders(issuer),
      question: sealer.seal('echo', question),
    })
  }
  try {
    const answer = await ask({ query: EXAMPLE_QUERY })
    const report = readReport(answer)
    if (report === undefined) return [aboutNoReport(answer)]
    const longest = Math.ceil(limits.authorizationRequestBytes * SEALED_LENGTH) + SEALED_EXTRA
    const problems = [
      ...compareCaller(report, { ownAddresses: findOwnAddresses(), isReachable: !isLocal(issuer) }),
      ...compareRequest(report, issuer),
      ...compareAnswer(report, answer.headers),
      ...checkError(await ask({ status: 400 })),
      ...checkLength(await ask({ query: 'x'.repeat(longest) }), longest),
    ]
    return problems.length > 0 ? problems : [ok('proxy', toFinding(report))]
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    return [warning('proxy', `what arrives could not be compared (${cause})`, 'run doctor once more')]
  }
}

/** A trusted proxy's machine may claim to be anybody, and then has not said who it is. */
function toFinding({ address }: EchoReport): string {
  const seen = address === CLAIMED_ADDRESS ? '' : `; yours came from ${address}`
  return `requests and answers arrive as they were sent${seen}`
}

/** With the secrets of the running server, none of which is made here. */
async function openSealer({
  secrets,
  secretFile,
  settings,
}: LoadedConfiguration['parsed']): Promise<Sealer | undefined> {
  if (secrets.length > 0) return createSealer(secrets, settings.issuer, systemRandom)
  if (secretFile === undefined || !existsSync(secretFile)) return undefined
  const file = await loadOrCreateSecretFile(secretFile)
  return createSealer([file.secret, ...file.previousSecrets], settings.issuer, systemRandom)
}

function readReport({ status, text }: EchoAnswer): EchoReport | undefined {
  if (status !== 200) return undefined
  try {
    // Whoever answers at the issuer's URL could have made it up, and would mislead whoever runs doctor.
    return JSON.parse(text) as EchoReport
  } catch {
    return undefined
  }
}

function aboutNoReport({ status }: EchoAnswer): Check {
  if (status === 404 || status === 405) {
    return warning(
      'proxy',
      'what arrives could not be compared: the server there does not know our secret, has another version, or its clock differs by more than a minute',
      'run doctor with the configuration and the secret of the running server',
    )
  }
  return failed(
    'proxy',
    `a POST with a form is answered ${status}, not by the server`,
    'let every method, path and body through to the server',
  )
}

function checkError({ status, text }: EchoAnswer): readonly Check[] {
  const isOurs = status === 400 && text.startsWith('{')
  if (isOurs) return []
  return [
    failed(
      'proxy',
      `an error of the server arrives as ${status} with another body (${toPrintableText(text, 40)}): clients cannot read it`,
      'let the bodies of errors through (nginx: proxy_intercept_errors off; Apache: ProxyErrorOverride Off)',
    ),
  ]
}

function checkLength({ status }: EchoAnswer, length: number): readonly Check[] {
  if (status === 200) return []
  return [
    failed(
      'proxy',
      `a URL with a query of ${length} characters, and an answer with a header as long, is answered ${status}: long authorization requests fail`,
      'allow headers of 32 KiB both ways (nginx: large_client_header_buffers and proxy_buffer_size), or lower limits.authorizationRequestBytes',
    ),
  ]
}

function findOwnAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  return all.map(({ address }) => address)
}

function isLocal(issuer: string): boolean {
  return isLoopbackHost(new URL(issuer).hostname)
}
