/** Runs `latchkey start`, the command that people run in production, with the bench's configuration. */
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
  // The log is written but discarded.
  const child = spawn(process.execPath, [command, 'start', '--config', file, '--json'], {
    stdio: ['ignore', 'pipe', logTarget()],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.once('exit', () => process.exit(1))
  process.once('exit', () => {
    child.kill('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })
  const line = await firstLine(child.stdout, '{"issuer"')
  if (line === undefined) throw new Error('latchkey start ended before it was ready')
  const { url, pid } = JSON.parse(line)
  announce({ url, pid, notes: [...configurationNotes, ...notes] }, async () => {
    child.kill('SIGTERM')
    await ended
  })
}

function logTarget(): 'ignore' | 'inherit' {
  return process.env.BENCH_LOG === undefined ? 'ignore' : 'inherit'
}
