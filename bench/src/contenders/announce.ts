import type { Announcement } from './contender.ts'

/**
 * Tells the bench that this contender's server is ready, and ends the process when the bench asks for it or
 * has exited (the bench holds our standard input open).
 */
export function announce(announcement: Announcement, close: () => Promise<void> | void): void {
  const stop = async () => {
    await close()
    process.exit(0)
  }
  process.once('SIGTERM', stop)
  process.stdin.once('end', stop).resume()
  process.stdout.write(`${JSON.stringify(announcement)}\n`)
}
