/** Decides which user the server runs as. PostgreSQL refuses root. */
import { chownSync, readFileSync } from 'node:fs'

export interface ServerUser {
  readonly uid: number
  readonly gid: number
}

/**
 * `nobody` if we are root, otherwise `undefined`: our own user. It must be in /etc/passwd, as initdb looks up
 * its own name.
 */
export function decideServerUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+):/m)
  if (line === null) {
    throw new Error(
      'PostgreSQL does not run as root, and /etc/passwd has no user nobody: set TEST_POSTGRES_URL, or run as an ordinary user',
    )
  }
  return { uid: Number(line[1]), gid: Number(line[2]) }
}

export function giveTo(user: ServerUser | undefined, path: string): void {
  if (user !== undefined) chownSync(path, user.uid, user.gid)
}
