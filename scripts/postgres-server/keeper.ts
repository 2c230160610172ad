/**
 * Stops a server and removes its folder when standard input closes: when the process that started it asks for
 * it or has exited, for whatever reason. `node keeper.ts FOLDER`
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { commandOf, killFamily } from './programs.ts'

const [, , folder] = process.argv
if (folder === undefined) throw new Error('Usage: node keeper.ts FOLDER')

process.stdin.resume()
process.stdin.once('close', async () => {
  const pid = readPid(join(folder, 'data', 'postmaster.pid'))
  // After a crash, the file contains the pid of a process that is gone, and the pid may have been reused.
  if (pid !== undefined && commandOf(pid).includes(folder)) await killFamily(pid)
  // A postmaster that has only just started notices within a minute that its files are gone, and exits.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** The server writes its pid there when it starts, and removes the file when it is shut down. */
function readPid(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
    return pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}
