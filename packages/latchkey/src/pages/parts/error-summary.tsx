import type { Child } from 'hono/jsx'
import type { PageFrame } from '../page.ts'
import { Icon } from './icon.tsx'

export interface Problem {
  readonly message: Child
  /** The id of the field that it is about. */
  readonly field?: string
}

/** Inputs that the whole summary is about refer to it with `aria-describedby`. */
export const ERROR_SUMMARY_ID = 'error-summary'

/** The problems, at the top of a form, each with a link to its field. The script moves the focus here. */
export function ErrorSummary({
  frame,
  problems,
}: {
  readonly frame: PageFrame
  readonly problems: readonly Problem[]
}) {
  if (problems.length === 0) return null
  return (
    <div class="notice notice-problem" id={ERROR_SUMMARY_ID} role="alert" tabindex={-1}>
      <Icon name="alert" />
      <div>
        <h2 class={problems.length === 1 ? 'spoken' : undefined}>
          {frame.t('problem.heading', { count: problems.length })}
        </h2>
        <ul class="plain">
          {problems.map(({ message, field }) => (
            <li>{field === undefined ? message : <a href={`#${field}`}>{message}</a>}</li>
          ))}
        </ul>
      </div>
    </div>
  )
}
