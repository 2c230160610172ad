import type { Command } from 'commander'
import { environmentVariables } from '../../config/apply-environment.ts'
import { configurationFiles } from '../../config/find-configuration-file.ts'
import type { LoadedConfiguration } from '../../config/load-configuration.ts'
import { createLogger, type Logger } from '../../index.ts'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { loadForCommand } from '../load-for-command.ts'
import { namePublicClients, publicClients } from '../name-public-clients.ts'
import { createReadableLog } from '../terminal/readable-log.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { readVersion } from '../version.ts'
import { addListenOptions, type ListenOptions, toListenFlags } from './listen-options.ts'
import { serve } from './serve.ts'
import { portOnThisMachine } from './suggest-port.ts'
import { type ReadyState, runWorkers } from './workers/run-workers.ts'
import { withPid } from './workers/with-pid.ts'
import { findWorkerSide, type WorkerSide } from './workers/worker-side.ts'
import { requireSharedStorage, toWorkers } from './workers/workers-option.ts'

interface StartOptions extends SharedOptions, ListenOptions {
  readonly issuer?: string
  readonly storage?: string
  readonly workers: number
}

/** `latchkey start`: runs the server in production. */
export function addStart(program: Command, terminal: Terminal): void {
  const command = addLeafCommand(program, 'start', {
    summary: 'Run the server',
    detail: [
      'Reads the configuration file, then environment variables, then the options; the later wins.',
      `The file: ${configurationFiles.join(', ')}.`,
      `The variables: ${environmentVariables.join(', ')}.`,
      'Stops on SIGTERM and SIGINT.',
    ].join('\n'),
    examples: [
      'start',
      'start --workers auto',
      'start --config /etc/latchkey/latchkey.config.json --host 0.0.0.0',
    ],
  })
  addListenOptions(command)
    .option('--issuer <url>', 'the public URL of this server')
    .option('--storage <url>', 'sqlite:FILE, postgres://… or memory:')
    .option(
      '--workers <number>',
      'processes that serve on one port: a number, or "auto" for one per core',
      toWorkers,
      1,
    )
    .action(async (options: StartOptions) => {
      const workerSide = findWorkerSide()
      await start(options, terminal, workerSide).finally(() => workerSide?.leave())
    })
}

async function start(options: StartOptions, terminal: Terminal, workerSide?: WorkerSide): Promise<void> {
  const { issuer, storage, workers } = options
  const flags = { ...toListenFlags(options), issuer, storage }
  const loaded = await loadForCommand(terminal, options, { flags })
  const logger = chooseLogger(options, terminal)
  if (workerSide !== undefined) {
    const ready = (_: unknown, { url }: { readonly url: string }) => workerSide.ready(url)
    const { stopped, port } = workerSide
    return serve(loaded, {
      command: 'start',
      terminal,
      logger: withPid(logger),
      stopped,
      sharedPort: port,
      ready,
    })
  }
  const say = (state: ReadyState) => sayReady(state, options, { terminal, loaded })
  if (workers === 1) {
    return serve(loaded, {
      command: 'start',
      terminal,
      logger,
      ready: ({ issuer }, { url }) => say({ issuer, url }),
    })
  }
  requireSharedStorage(loaded)
  return runWorkers(loaded, { terminal, logger: withPid(logger), count: workers, ready: say })
}

/** Lines for programs, unless a person watches. With `--json`, the answer has standard output to itself. */
function chooseLogger({ json }: SharedOptions, { isScreen, hasColours, out }: Terminal): Logger {
  if (json) return createLogger({ destination: process.stderr })
  return isScreen ? createReadableLog({ write: out, hasColours: hasColours.out }) : createLogger()
}

function sayReady(
  { issuer, url, workers }: ReadyState,
  { json }: SharedOptions,
  { terminal, loaded: { parsed } }: { readonly terminal: Terminal; readonly loaded: LoadedConfiguration },
): void {
  const state = { issuer, url, pid: process.pid, ...(workers !== undefined && { workers }) }
  const size = workers === undefined ? '' : `, with ${workers.length} workers`
  if (json) terminal.out(`${JSON.stringify({ ...state, publicClients: publicClients(parsed) })}\n`)
  else {
    terminal.note(`latchkey ${readVersion()} is ready on ${url} for the issuer ${issuer}${size}\n`)
    if (namesAnotherPort(issuer, url)) {
      terminal.note(`Browsers and apps go to ${issuer}: what listens there must pass requests on to ${url}\n`)
    }
    if (publicClients(parsed).length > 0) terminal.note(`${namePublicClients(parsed)}\n`)
  }
}

/** True for an issuer on another port of this machine, as after `--port` alone. */
function namesAnotherPort(issuer: string, url: string): boolean {
  const port = portOnThisMachine(issuer)
  return port !== undefined && String(port) !== new URL(url).port
}
