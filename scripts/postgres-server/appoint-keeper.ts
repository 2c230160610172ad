/** Starts a process that stops the server if the process that started the server no longer can. */
import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'

const keeper = fileURLToPath(new URL('keeper.ts', import.meta.url))

export interface Keeper {
  /** Ends the server and removes its folder now. Idempotent. */
  dismiss(): Promise<void>
}

/**
 * A process in its own group, which Ctrl-C does not reach. It waits for our end of a pipe to close, so it
 * needs no timer.
 */
export function appointKeeper(folder: string): Keeper {
  const child = spawn(process.execPath, [keeper, folder], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  child.unref()
  const pipe = child.stdin as Socket
  pipe.unref()
  return {
    async dismiss() {
      child.ref()
      pipe.end()
      const code = await ended
      if (code !== 0)
        throw new Error(`The keeper of ${folder} failed (${code}); look whether a server is left`)
    },
  }
}
