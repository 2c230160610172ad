import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Announcement, Contender } from './contenders/contender.ts'
import { firstLine } from './first-line.ts'
import type { LoadOrder, LoadReport } from './load/load-generator.ts'
import { residentBytesOf } from './load/read-processes.ts'
import type { Measurement } from './load/summarize.ts'

/** A contender's server and the load generator that asks it, each a process of its own. */
export interface RunningContender {
  readonly contender: Contender
  readonly notes: readonly string[]
  /** Resident bytes before the first request. */
  readonly idleMemory: number | undefined
  measure(order: Omit<LoadOrder, 'serverPid' | 'databasePid'>): Promise<Measurement>
  stop(): Promise<void>
}

export async function startContender(
  contender: Contender,
  databaseUrl: string,
  databasePid: number | undefined,
): Promise<RunningContender> {
  const { child, announcement } = await startServer(contender, databaseUrl)
  const serverPid = announcement.pid ?? child.pid
  const generator = await startGenerator(contender.name, announcement.url)
  // What starting up left behind is collected soon after.
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MILLISECONDS))
  return {
    contender,
    notes: [...contender.notes, ...announcement.notes],
    idleMemory: serverPid === undefined ? undefined : residentBytesOf(serverPid),
    measure: (order) =>
      ask(generator, {
        ...order,
        serverPid,
        databasePid: contender.database === 'postgres' ? databasePid : undefined,
      }),
    async stop() {
      generator.disconnect()
      await stopServer(child)
    },
  }
}

const SETTLE_MILLISECONDS = 300

async function startServer(contender: Contender, databaseUrl: string) {
  const port = await findFreePort()
  const file = join(import.meta.dirname, 'contenders', contender.name, 'server.ts')
  const env = { ...process.env, PORT: String(port), DATABASE_URL: databaseUrl, NODE_ENV: 'production' }
  const child = spawn(process.execPath, [file], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const announcement = await readAnnouncement(child, contender.name)
  return { child, announcement }
}

async function readAnnouncement(child: ChildProcess, name: string): Promise<Announcement> {
  const line = child.stdout === null ? undefined : await firstLine(child.stdout, '{"url"')
  if (line === undefined) throw new Error(`${name}: the server ended before it was ready`)
  return JSON.parse(line)
}

async function startGenerator(name: string, origin: string): Promise<ChildProcess> {
  const generator = fork(join(import.meta.dirname, 'load', 'load-generator.ts'), [name, origin])
  await once(generator, 'message')
  return generator
}

async function ask(generator: ChildProcess, order: LoadOrder): Promise<Measurement> {
  generator.send(order)
  const [report]: [LoadReport] | unknown[] = await once(generator, 'message')
  if (isFailure(report)) throw new Error(report.failure)
  return (report as { readonly measurement: Measurement }).measurement
}

function isFailure(report: unknown): report is { readonly failure: string } {
  return typeof report === 'object' && report !== null && 'failure' in report
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = once(child, 'exit')
  child.stdin?.end()
  child.kill('SIGTERM')
  await ended
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
