import { toDisplayText, toDisplayUsername, toMonogram } from './display-text.ts'

export interface PersonProps {
  readonly username: string
  readonly name?: string | undefined
}

/** Shows a person: a letter, their name, and the username they sign in with. */
export function Person({ username, name }: PersonProps) {
  const shownName = toDisplayText(name ?? '')
  const shownUsername = toDisplayUsername(username)
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
