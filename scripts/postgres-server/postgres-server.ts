/**
 * A disposable real PostgreSQL server: for tests that need one, for tests that break one, and for the bench.
 * Also works as root.
 */
import type { ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { appointKeeper, type Keeper } from './appoint-keeper.ts'
import { asAdministrator, createDatabase } from './create-database.ts'
import { type PostgresVersion, requireBinaries } from './find-binaries.ts'
import { findFreePort } from './free-port.ts'
import { hasEnded, runToEnd, startPostmaster, untilEnded } from './postmaster.ts'
import { childrenOf, killFamily, signalAll } from './programs.ts'
import { decideServerUser, giveTo, type ServerUser } from './server-user.ts'
import { unpackBinaries } from './unpack-binaries.ts'

/** Milliseconds that it may take to stop, including a regular shutdown. */
const END_MS = 20_000

export interface PostgresServer {
  /**
   * `postgres://postgres@127.0.0.1:PORT/postgres`; a superuser, without a password, from this machine only.
   */
  readonly url: string
  readonly port: number
  readonly dataFolder: string
  /** The pid of the postmaster; a different one after a restart. */
  readonly pid: number
  /** Returns the URL of a new, empty database. */
  createDatabase(name?: string): Promise<string>
  /** Sends SIGKILL to all its processes, as in a crash. */
  kill(): Promise<void>
  /** Shuts it down regularly, closing connections; the data is kept. */
  shutDown(): Promise<void>
  /** Starts it again on the same port and data, after `kill` or `shutDown`. */
  restart(): Promise<void>
  /** Sends SIGSTOP to all its processes: connections stay open without any response. Not on Windows. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Closes every client connection except our own (`pg_terminate_backend`). */
  cutConnections(): Promise<void>
  /** Stops it, whatever its state, and removes its files. Idempotent. */
  stop(): Promise<void>
}

/** Test data need not be durable: it may stay in the memory of the system. */
const testSettings: Readonly<Record<string, string>> = {
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

const CUT = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`

/**
 * Resolves when the server accepts connections. It stops when the process that started it exits, for whatever
 * reason. Settings are those of postgresql.conf.
 */
export async function startPostgresServer(
  options: { readonly version?: PostgresVersion; readonly settings?: Readonly<Record<string, string>> } = {},
): Promise<PostgresServer> {
  const native = requireBinaries(options.version ?? 18)
  const user = decideServerUser()
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-postgres-'))
  const keeper = appointKeeper(folder)
  try {
    chmodSync(folder, 0o755)
    unpackBinaries(native, join(folder, 'native'))
    const dataFolder = await makeCluster(folder, user)
    const port = await findFreePort()
    const parameters = toParameters(dataFolder, port, { ...testSettings, ...options.settings })
    const start = () => startPostmaster({ file: join(folder, 'native/bin/postgres'), parameters, user })
    return createServer({ dataFolder, port, keeper, start, postmaster: await start() })
  } catch (cause) {
    await keeper.dismiss()
    throw cause
  }
}

async function makeCluster(folder: string, user: ServerUser | undefined): Promise<string> {
  const dataFolder = join(folder, 'data')
  mkdirSync(dataFolder, { mode: 0o700 })
  giveTo(user, dataFolder)
  const parameters = ['--auth=trust', '--username=postgres', '--locale=C', '--encoding=UTF8', '--no-sync']
  const file = join(folder, 'native/bin/initdb')
  await runToEnd({ file, parameters: [...parameters, `--pgdata=${dataFolder}`], user })
  return dataFolder
}

function toParameters(
  dataFolder: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): readonly string[] {
  const place = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' }
  const all = Object.entries({ ...settings, ...place })
  return ['-D', dataFolder, ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

interface Started {
  readonly dataFolder: string
  readonly port: number
  readonly keeper: Keeper
  readonly postmaster: ChildProcess
  start(): Promise<ChildProcess>
}

function createServer({ dataFolder, port, keeper, start, ...started }: Started): PostgresServer {
  let { postmaster } = started
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  /** Empty when it has exited: its pid may have been reused. */
  const live = () => (hasEnded(postmaster) ? [] : [pidOf(postmaster)])
  return {
    url,
    port,
    dataFolder,
    get pid() {
      return pidOf(postmaster)
    },
    createDatabase: (name) => createDatabase(url, name),
    async kill() {
      for (const pid of live()) await killFamily(pid)
      await untilEnded(postmaster, END_MS)
    },
    async shutDown() {
      signalAll(live(), 'SIGINT')
      await untilEnded(postmaster, END_MS)
    },
    async restart() {
      if (live().length > 0) throw new Error('PostgreSQL is running: kill it or shut it down first')
      postmaster = await start()
    },
    async pause() {
      // The postmaster first, so that it starts no more children.
      for (const pid of live()) {
        signalAll([pid], 'SIGSTOP')
        signalAll(childrenOf(pid), 'SIGSTOP')
      }
    },
    async resume() {
      for (const pid of live()) signalAll([...childrenOf(pid), pid], 'SIGCONT')
    },
    cutConnections: () => asAdministrator(url, CUT),
    stop: () => keeper.dismiss(),
  }
}

function pidOf(postmaster: ChildProcess): number {
  return postmaster.pid ?? 0
}
