/** Copies the binaries so that any user can run them, with the links that npm leaves out of a package. */
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'

interface Link {
  readonly source: string
  readonly target: string
}

/**
 * node_modules may be in a place that the server's user cannot read, and install scripts, which would have
 * created the links there, may be switched off.
 */
export function unpackBinaries(native: string, folder: string): void {
  const isNeeded = (path: string) => !path.endsWith('.a') && basename(path) !== 'pg-symlinks.json'
  cpSync(native, folder, { recursive: true, filter: isNeeded, verbatimSymlinks: true })
  makeLinks(native, folder)
  openToAll(folder)
}

function makeLinks(native: string, folder: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as readonly Link[]) {
    const link = join(folder, relative('native', target))
    mkdirSync(dirname(link), { recursive: true })
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link)
  }
}

/** Lets every user read and execute them, whatever the umask was when npm unpacked them. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const isRun = entry.isDirectory() || basename(entry.parentPath) === 'bin'
    chmodSync(join(entry.parentPath, entry.name), isRun ? 0o755 : 0o644)
  }
}
