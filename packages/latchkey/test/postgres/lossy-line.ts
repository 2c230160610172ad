import { connect, createServer, type Socket } from 'node:net'
import { listen } from '../fixtures/loopback-server.ts'

/** A line to a database on which answers can get lost. */
export interface LossyLine {
  /** The database's URL through this line. */
  readonly url: string
  /**
   * The next so many answers of the database do not arrive: what was asked has been done, and the connection
   * breaks.
   */
  loseAnswers(count: number): void
  /** How many are still to be lost. */
  readonly toLose: number
  close(): Promise<void>
}

export async function openLossyLine(databaseUrl: string): Promise<LossyLine> {
  const target = new URL(databaseUrl)
  const open = new Set<Socket>()
  let toLose = 0
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname)
    for (const socket of [near, far]) {
      open.add(socket)
      socket
        .on('error', () => undefined)
        .on('close', () => {
          open.delete(socket)
          near.destroy()
          far.destroy()
        })
    }
    near.pipe(far)
    far.on('data', (answer) => {
      if (toLose === 0) return near.write(answer)
      toLose -= 1
      return near.destroy()
    })
  })
  const url = new URL(databaseUrl)
  url.host = new URL(await listen(server)).host
  return {
    url: url.href,
    loseAnswers(count) {
      toLose += count
    },
    get toLose() {
      return toLose
    },
    close() {
      for (const socket of open) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
