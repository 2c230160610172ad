import type { Stats } from 'node:fs'

/** True when the group or others may read or write a file. Windows has no such permission bits. */
export function isReadableByOthers(stats: Stats): boolean {
  return process.platform !== 'win32' && (stats.mode & 0o077) !== 0
}
