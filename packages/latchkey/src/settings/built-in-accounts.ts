import { group, option } from './define-option.ts'
import type { Group, Named, Values, Written } from './option.ts'
import { oneOf, wholeNumber } from './shapes.ts'

const members = {
  /**
   * Who can create an account on the sign-up page; `invite` means people with an invitation. Default:
   * `closed`.
   */
  signUp: option(oneOf('open', 'closed', 'invite'), { default: 'closed' }),
  /**
   * The minimum number of characters in a password when it is the only factor (NIST SP 800-63B-4 §3.1.1.2).
   * Default: 15.
   */
  minimumPasswordLength: option(wholeNumber({ from: 8, to: 128 }), { default: 15 }),
}

export interface BuiltInAccountsConfiguration extends Written<typeof members>, Named {}

/** The rules of the built-in accounts. */
export interface BuiltInAccounts extends Values<typeof members> {}

/** The rules of the built-in accounts. */
export const builtInAccounts: Group<BuiltInAccountsConfiguration, BuiltInAccounts> = group(members)
