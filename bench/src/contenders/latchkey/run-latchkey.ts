/**
 * Runs `latchkey start`, the command that people run in production, with the bench's configuration. Its log
 * goes to standard output, as it does under a process manager or in a container.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { firstLine } from '../../first-line.ts'
import { announce } from '../announce.ts'
import { readEnvironment } from '../environment.ts'
import { configurationNotes, latchkeyConfiguration } from './configuration.ts'

export async function runLatchkey(notes: readonly string[]): Promise<void> {
  const environment = readEnvironment()
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
  const file = join(folder, 'latchkey.config.json')
  writeFileSync(file, JSON.stringify(latchkeyConfiguration(environment)))
  const command = join(
    fileURLToPath(import.meta.resolve('latchkey/package.json')),
    '..',
    'bin',
    'latchkey.js',
  )
  const child = spawn(process.execPath, [command, 'start', '--config', file], {
    stdio: ['ignore', logTarget(), 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.once('exit', () => process.exit(1))
  process.once('exit', () => {
    child.kill('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })
  const { stderr, pid } = child
  const ready = stderr && (await firstLine(stderr, 'latchkey '))
  if (!ready || pid === undefined) throw new Error('latchkey start ended before it was ready')
  announce({ url: environment.origin, pid, notes: [...configurationNotes, ...notes] }, async () => {
    child.kill('SIGTERM')
    await ended
  })
}

/** The log is written, and discarded unless `BENCH_LOG` is set: that shows it on the error output. */
function logTarget(): 'ignore' | 2 {
  return process.env.BENCH_LOG === undefined ? 'ignore' : 2
}
