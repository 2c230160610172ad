import type { EchoReport } from '../../protocol/echo.ts'
import type { EchoAnswer } from './ask-echo.ts'
import { type Check, failed, warning } from './check.ts'
import { whatBecame } from './compare-request.ts'

/** What follows when a header of an answer is lost or changed. */
interface Consequence {
  readonly judge?: typeof failed
  readonly words: string
  /** True for a value that still does what ours does. Default: ours alone. */
  readonly stillDoes?: (arrived: string) => boolean
}

const consequences: Readonly<Record<string, Consequence>> = {
  'set-cookie': { judge: failed, words: 'cookies have a name, a path or attributes of somebody else’s' },
  'cache-control': {
    judge: failed,
    words: 'pages and tokens may be kept, and shown to others',
    stillDoes: (arrived) => /\bno-store\b/i.test(arrived),
  },
  'content-security-policy': { words: 'pages may stay without styles and scripts, or may be framed' },
  'x-frame-options': { words: 'old browsers may let pages be framed' },
  'x-content-type-options': { words: 'browsers may guess what an answer is' },
  'referrer-policy': {
    words: 'browsers may hide where our forms come from; ours still work, in pages of your own they may not',
  },
  'cross-origin-opener-policy': { words: 'a sign-in in a pop-up window may not find its way back' },
  'permissions-policy': { words: 'browsers may keep pages from using passkeys' },
  // A host has the last word on what holds for its domain.
  'strict-transport-security': { words: 'browsers may ask by http', stillDoes: (arrived) => arrived !== '' },
  'content-type': { words: 'browsers and clients may misread answers' },
}

const FIX =
  'let the server’s own value through, and add none (nginx: no add_header for it; helmet: switch it off)'

/** Whether the answer arrived as it left the server. A header that came twice arrives as both values. */
export function compareAnswer({ sent }: EchoReport, arrived: EchoAnswer['headers']): readonly Check[] {
  return sent.flatMap(([name, value]) => {
    const key = name.toLowerCase()
    const values = arrived.filter(([each]) => each === key).map(([, each]) => each)
    const { judge = warning, words, stillDoes } = consequences[key] ?? { words: 'it says something else' }
    // Others may set cookies of their own, such as a balancer's.
    const isKept = key === 'set-cookie' ? values.includes(value) : values.join(', ') === value
    if (isKept || (values.length > 0 && stillDoes?.(values.join(', ')))) return []
    const became = whatBecame(values.length === 0 ? undefined : values.join(', '))
    return [judge('proxy', `${name} of answers ${became}: ${words}`, FIX)]
  })
}
