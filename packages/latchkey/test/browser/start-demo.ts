/** The demo as `npm start` runs it, with its data in a folder of the test. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../../../../scripts/start.ts', import.meta.url))

/** The last line of what it prints once both of its servers listen. */
const READY = 'Cookies are not Secure'

export interface RunningDemo {
  /** The demo app's address. */
  readonly url: string
  /** Everything that was printed so far. */
  readonly printed: () => string
  /** Stops it as Ctrl-C does; answers its exit code. */
  stop(): Promise<number | null>
}

export interface DemoPlace {
  readonly folder: string
  readonly port: number
  readonly demoPort: number
}

/** An empty folder and two free ports. */
export async function findDemoPlace(): Promise<DemoPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-demo-'))
  return { folder, port: await freePort(), demoPort: await freePort() }
}

/** Starts it and waits until it is ready. `npm run build` must have been run. */
export async function startDemo({ folder, port, demoPort }: DemoPlace): Promise<RunningDemo> {
  const env = { ...process.env, LATCHKEY_PORT: `${port}`, DEMO_PORT: `${demoPort}` }
  const child = spawn(process.execPath, [script], { cwd: folder, env })
  const ended = once(child, 'close')
  const printed = collect(child)
  await Promise.race([printed.until(READY), ended])
  if (child.exitCode !== null) throw new Error(`npm start ended at once: ${printed.text()}`)
  return {
    url: `http://localhost:${demoPort}/`,
    printed: printed.text,
    async stop() {
      child.kill('SIGINT')
      await ended
      return child.exitCode
    },
  }
}

function collect(child: ChildProcess) {
  let text = ''
  const until = (wanted: string) =>
    new Promise<void>((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (chunk: Buffer) => {
          text += chunk
          if (text.includes(wanted)) resolve()
        })
      }
    })
  return { text: () => text, until }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
