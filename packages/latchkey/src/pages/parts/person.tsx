import { toDisplayText, toMonogram } from './display-text.ts'

/** Longer than an app's name: an email address is shown whole (RFC 5321 §4.5.3.1.3 allows 254 characters). */
const LONGEST_USERNAME = 254

export interface PersonProps {
  readonly username: string
  readonly name?: string | undefined
}

/** Shows a person: a letter, their name, and the username they sign in with. */
export function Person({ username, name }: PersonProps) {
  const shownName = toDisplayText(name ?? '')
  const shownUsername = toDisplayText(username, LONGEST_USERNAME)
  return (
    <span class="person">
      <span class="monogram round" aria-hidden="true">
        {toMonogram(shownName || username)}
      </span>
      <span class="person-names">
        <bdi class="person-name">{shownName || shownUsername}</bdi>
        {shownName !== '' && <bdi class="quiet">{shownUsername}</bdi>}
      </span>
    </span>
  )
}
