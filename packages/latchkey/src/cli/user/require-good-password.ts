import type { AuthorizationServer } from '../../index.ts'
import type { ReadPassword } from '../terminal/read-password.ts'

/**
 * Holds a password that somebody chose to the rules of the sign-up page (OWASP ASVS 6.2.1): the terminal is
 * one more way to the same sign-in page. One that was generated is random.
 * @throws ManagementError INVALID
 */
export async function requireGoodPassword(
  server: AuthorizationServer,
  username: string,
  { password, generated }: ReadPassword,
): Promise<void> {
  if (!generated) await server.accounts.checkPassword({ username, password })
}
