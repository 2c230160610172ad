import type { PageFrame } from '../page.ts'
import { toDisplayUsername } from './display-text.ts'
import { Person } from './person.tsx'
import type { SignedInPerson } from './signed-in-person.ts'

export interface SignOutListProps {
  readonly accounts: readonly SignedInPerson[]
  readonly frame: PageFrame
}

/**
 * Who is signed in. Of several, each has a button of their own; the caller's form has the one for all. What a
 * button does is also said to somebody who does not see whose row it is in (WCAG 2.2, 2.4.6).
 */
export function SignOutList({ accounts, frame }: SignOutListProps) {
  const isOne = accounts.length === 1
  return (
    <ul class="plain accounts">
      {accounts.map(({ session, username, name }, index) => (
        <li class="panel signed-in">
          <Person username={username} name={name} />
          {!isOne && (
            <button type="submit" id={`sign-out-${index + 1}`} name="session" value={session}>
              {frame.t('sign_out.submit')}
              <span class="spoken">
                {' '}
                <bdi>{toDisplayUsername(username)}</bdi>
              </span>
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}
