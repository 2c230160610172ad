import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Announcement, Contender, WorkloadName } from './contenders/contender.ts'
import type { Databases } from './databases.ts'
import { firstLine } from './first-line.ts'
import type { LoadOrder, LoadReport } from './load/load-generator.ts'
import { residentBytesOf } from './load/read-processes.ts'
import type { Measurement } from './load/summarize.ts'

/** A contender's server and its load generator, each in its own process. */
export interface RunningContender {
  readonly contender: Contender
  readonly notes: readonly string[]
  /** Resident bytes before the first request. */
  readonly idleMemory: number | undefined
  readonly databaseUrl: string
  measure(order: Omit<LoadOrder, 'serverPid' | 'databasePid' | 'repeat'>): Promise<Measurement>
  /** Runs a workload this many times, without measuring it. */
  repeat(workload: WorkloadName, times: number): Promise<void>
  stop(): Promise<void>
}

export async function startContender(
  contender: Contender,
  databases: Databases,
  prepare: Preparation = {},
): Promise<RunningContender> {
  const databaseUrl = await databases.create(contender, prepare.label)
  const { child, announcement } = await startServer(contender, databaseUrl)
  const serverPid = announcement.pid ?? child?.pid
  const generator = await startGenerator(contender.name, announcement.url, prepare)
  // Garbage from starting up is collected soon afterwards.
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MILLISECONDS))
  return {
    contender,
    notes: [...contender.notes, ...announcement.notes],
    idleMemory: serverPid === undefined ? undefined : residentBytesOf(serverPid),
    databaseUrl,
    async measure(order) {
      const watched = contender.database === 'postgres' ? databases.postgresPid : undefined
      const measurement = await ask(generator, { ...order, serverPid, databasePid: watched })
      if (measurement === undefined) throw new Error('the load generator measured nothing')
      return measurement
    },
    async repeat(workload, times) {
      await ask(generator, {
        workload,
        connections: REPEAT_CONNECTIONS,
        repeat: times,
        warmUpSeconds: 0,
        seconds: 0,
      })
    },
    async stop() {
      generator.disconnect()
      await stopServer(child)
    },
  }
}

const SETTLE_MILLISECONDS = 300
const REPEAT_CONNECTIONS = 16

export interface Preparation {
  /** Distinguishes several servers of the same contender. */
  readonly label?: string
  /** The contender whose module has the workloads, if it is another one. */
  readonly workloadsOf?: string
  /** For the load generator. */
  readonly environment?: Readonly<Record<string, string>>
}

interface StartedServer {
  readonly child: ChildProcess | undefined
  readonly announcement: Announcement
}

async function startServer(contender: Contender, databaseUrl: string): Promise<StartedServer> {
  if (contender.url !== undefined)
    return { child: undefined, announcement: { url: contender.url, notes: [] } }
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

async function startGenerator(
  name: string,
  origin: string,
  { workloadsOf = name, environment }: Preparation,
): Promise<ChildProcess> {
  const file = join(import.meta.dirname, 'load', 'load-generator.ts')
  const generator = fork(file, [name, origin, workloadsOf], { env: { ...process.env, ...environment } })
  await once(generator, 'message')
  return generator
}

async function ask(generator: ChildProcess, order: LoadOrder): Promise<Measurement | undefined> {
  generator.send(order)
  const [report] = (await once(generator, 'message')) as [LoadReport]
  if ('failure' in report) throw new Error(report.failure)
  return report.measurement
}

async function stopServer(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null) return
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
