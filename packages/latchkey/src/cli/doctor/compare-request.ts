import { type EchoReport, echoedHeaders } from '../../protocol/echo.ts'
import { toPrintableText } from '../../protocol/printable-text.ts'
import { type Check, failed, warning } from './check.ts'

/** An address that is nobody's (TEST-NET-1, RFC 5737 §3). */
export const CLAIMED_ADDRESS = '192.0.2.77'

/** What a proxy might decode, encode anew, reorder or drop. */
export const EXAMPLE_QUERY =
  'redirect_uri=https%3A%2F%2Fa.example%2Fb%3Fc%3Dd&state=a%2Fb+c%20d%C3%A9%2B&state=&z&a=1'

type Sent = Readonly<Record<(typeof echoedHeaders)[number], string>>

function examplesOf(issuer: string): Sent {
  return {
    authorization: 'Basic ZG9jdG9yOm5vIHNlY3JldA==',
    cookie: 'latchkey-echo=1; __Host-latchkey-echo=2.a_b~c',
    origin: new URL(issuer).origin,
    'sec-fetch-site': 'same-origin',
    accept: 'text/html,application/json;q=0.9',
    'accept-language': 'ar, de;q=0.8, en;q=0.5',
  }
}

/** The headers of doctor's requests. */
export function toSentHeaders(issuer: string): Readonly<Record<string, string>> {
  return { ...examplesOf(issuer), 'x-forwarded-for': CLAIMED_ADDRESS }
}

/** What follows when a header is lost or changed, and whether anything still works then. */
const consequences: Readonly<
  Record<keyof Sent, readonly [judge: typeof failed | typeof warning, words: string, fix: string]>
> = {
  authorization: [
    failed,
    'clients that authenticate by it, and access tokens, are refused',
    'pass it on (Apache with CGI or FastCGI: CGIPassAuth On), and let nothing in front ask for a password',
  ],
  cookie: [failed, 'nobody stays signed in', 'pass cookies on as they are'],
  origin: [
    warning,
    'forms of our own may be refused, and scripts of other origins kept out',
    'pass it on as it is',
  ],
  'sec-fetch-site': [
    warning,
    'our own forms are harder to tell from foreign ones',
    'pass on every header that begins with Sec-Fetch-',
  ],
  accept: [warning, 'people may get answers for programs, or the reverse', 'pass it on as it is'],
  'accept-language': [warning, 'people get pages in a language that is not theirs', 'pass it on as it is'],
}

/** Whether the request arrived as it was sent. */
export function compareRequest({ query, headers }: EchoReport, issuer: string): readonly Check[] {
  const sent = examplesOf(issuer)
  const changed = echoedHeaders.filter((name) => headers[name] !== sent[name])
  return [
    ...(query === EXAMPLE_QUERY ? [] : [aboutQuery(query)]),
    ...changed.map((name) => {
      const [judge, words, fix] = consequences[name]
      return judge('proxy', `${name} of requests ${whatBecame(headers[name])}: ${words}`, fix)
    }),
  ]
}

function aboutQuery(query: string): Check {
  return failed(
    'proxy',
    `the query ${EXAMPLE_QUERY} arrives as ${toPrintableText(query, 120)}: redirect URIs and states of apps are changed`,
    'pass the query on as it is, without decoding or encoding it',
  )
}

/** How a header arrived that was not sent so. */
export function whatBecame(value: string | undefined): string {
  return value === undefined ? 'is lost' : `arrives as ${toPrintableText(value, 120)}`
}
