import {
  ECHO_FIELD,
  ECHO_LENGTH_HEADER,
  type EchoQuestion,
  type EchoReport,
  echoedHeaders,
  isFreshQuestion,
} from '../../../protocol/echo.ts'
import { Refusal } from '../../../protocol/refusal.ts'
import { answerRoutingError } from '../../answers/answer-error.ts'
import { createSenderReader, FORWARDING } from '../../edge/client-address.ts'
import { writeExampleCookie } from '../../edge/cookies.ts'
import type { EdgeContext } from '../../edge/edge-context.ts'
import { fromFetchRequest } from '../../edge/from-fetch-request.ts'
import { readForm } from '../../edge/read-form.ts'
import { readQuery } from '../../edge/read-query.ts'
import { everyAnswerHeaders, pageHeaders } from '../../edge/security-headers.ts'
import type { PageEndpoint, Site } from '../../site.ts'

/** The most of `X-Forwarded-For` that is told, in characters. */
const FORWARDED_CHARACTERS = 1000

/**
 * `POST /latchkey-echo`: says what arrived of a request, to whoever has sealed a question with the server's
 * secret. For everybody else, nothing is here.
 */
export const echoEndpoint: PageEndpoint = async (context, site) => {
  const question = await readQuestion(context, site)
  if (question === undefined || !isFreshQuestion(question, site.parts.clock.now()))
    return answerRoutingError(context, site, { kind: 'not_found' })
  const query = readQuery(context)
  const sent = setHeaders(context, site)
  if (query !== '') context.header(ECHO_LENGTH_HEADER, 'x'.repeat(query.length))
  const report = { ...readPassage(context, site), query, sent } satisfies EchoReport
  return context.body(JSON.stringify(report), question.status)
}

/** Undefined for whatever is no question, also for what is no form. */
async function readQuestion(
  context: EdgeContext,
  { parts: { settings, sealer } }: Site,
): Promise<EchoQuestion | undefined> {
  try {
    const form = await readForm(fromFetchRequest(context.req.raw), settings.limits.bodyBytes)
    // We encrypted it for this purpose, so its type is known.
    return sealer.unseal('echo', form.get(ECHO_FIELD) ?? '') as EchoQuestion | undefined
  } catch (cause) {
    if (cause instanceof Refusal) return undefined
    throw cause
  }
}

/** Sets what a page with a form has, and the browser's cookie; returns it. */
function setHeaders(context: EdgeContext, { parts: { settings } }: Site): EchoReport['sent'] {
  const headers = Object.entries({
    ...everyAnswerHeaders(settings),
    ...pageHeaders({ hasForm: true }),
    'Content-Type': 'application/json',
  })
  for (const [name, value] of headers) context.header(name, value)
  return [...headers, ['Set-Cookie', writeExampleCookie(context, { settings })]]
}

function readPassage(context: EdgeContext, site: Site): Omit<EchoReport, 'query' | 'sent'> {
  const header = (name: string) => context.req.header(name)
  const { address, forwarded, peer } = createSenderReader(site.parts.settings.trustedProxies)(
    context.env?.remoteAddress,
    header,
  )
  const received = echoedHeaders.map((name) => [name, header(name)] as const)
  return {
    peer,
    address,
    forwarded,
    forwardedFor: header('x-forwarded-for')?.slice(-FORWARDED_CHARACTERS),
    forwarding: FORWARDING.filter((name) => name !== 'x-forwarded-for' && header(name) !== undefined),
    headers: Object.fromEntries(received.filter(([, value]) => value !== undefined)),
  }
}
