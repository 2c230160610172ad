import { defaultPages, type PageName, pageNames } from '../../src/pages/default-pages.ts'
import type { Page, PageFrame } from '../../src/pages/page.ts'
import { authorizeStates } from './gallery/authorize.ts'
import { errorStates } from './gallery/errors.ts'
import type { State, States } from './gallery/example.ts'
import { logoutStates } from './gallery/logout.ts'
import { signInStates } from './gallery/sign-in.ts'

/** Every page in every state. A page without one does not compile, and fails a test of its own. */
export const states: States = { ...signInStates, ...authorizeStates, ...logoutStates, ...errorStates }

/** A page in one of its states. */
export interface Example {
  readonly name: string
  readonly heading: string
  readonly render: (frame: PageFrame) => string
  /** The same page, every free text in its view replaced; what the type restricts stays. */
  readonly renderWith: (frame: PageFrame, replace: (text: string) => string) => string
}

export const gallery: readonly Example[] = pageNames.flatMap((name) =>
  (states[name] ?? []).map(toExample(name)),
)

function toExample(pageName: PageName): (state: State<unknown>) => Example {
  const page = defaultPages[pageName] as Page<unknown>
  return ({ name, heading, view }) => ({
    name,
    heading,
    render: (frame) => page(view, frame),
    renderWith: (frame, replace) => page(replaceTexts(view, replace), frame),
  })
}

/** Words of ours, not of anybody else; and addresses, for which a page may refuse to be made. */
const FIXED = new Set(['kind', 'to', 'reason', 'refused', 'field', 'problem', 'notice', 'action', 'fields'])

/**
 * Replaces every string in a view but those under the names above, and the address that a hand-off goes to.
 */
export function replaceTexts(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value)
  if (Array.isArray(value)) return value.map((each) => replaceTexts(each, replace))
  if (typeof value !== 'object' || value === null) return value
  const isHandOff = 'url' in value && 'app' in value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const stays =
        (typeof member !== 'object' && FIXED.has(name)) ||
        (name === 'fields' && Array.isArray(member)) ||
        (isHandOff && name === 'url')
      return [name, stays ? member : replaceTexts(member, replace)]
    }),
  )
}
