/** Makes a copy of the binaries that any user may run, with the links that npm leaves out of a package. */
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'

interface Link {
  readonly source: string
  readonly target: string
}

/**
 * node_modules may lie where the user that the server runs as cannot look, and install scripts, which would
 * have made the links there, may be switched off.
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

/** Read and run, for every user; whatever the umask was when npm unpacked. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const isRun = entry.isDirectory() || basename(entry.parentPath) === 'bin'
    chmodSync(join(entry.parentPath, entry.name), isRun ? 0o755 : 0o644)
  }
}
