import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readBlocks } from './guide-blocks.ts'

/** Inside the package, so that its name leads to the build. */
const resultsFolder = join(import.meta.dirname, '..', '..', 'test-results')

export interface GuideApp {
  readonly folder: string
  /** Runs one file of the guide, or one that the test wrote. */
  run(file: string): ChildProcess
  /** Ends what still runs and removes the folder. */
  remove(): Promise<void>
}

/** Writes the code of a guide as somebody would who follows it, with these texts in the place of others. */
export function writeGuideApp(guide: string, instead: Readonly<Record<string, string>> = {}): GuideApp {
  mkdirSync(resultsFolder, { recursive: true })
  const folder = mkdtempSync(join(resultsFolder, `${guide}-`))
  for (const { file, language, code } of readBlocks(guide)) {
    if (file === undefined || !language.startsWith('ts')) continue
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), replaceAll(code, instead))
  }
  const children: ChildProcess[] = []
  return {
    folder,
    run(file) {
      const child = spawn(process.execPath, [file], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
      children.push(child)
      return child
    },
    async remove() {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function replaceAll(text: string, instead: Readonly<Record<string, string>>): string {
  return Object.entries(instead).reduce((whole, [from, to]) => whole.replaceAll(from, to), text)
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Answers as soon as somebody listens. @throws Error when the process ended before. */
export async function fetchWhenReady(url: string, child: ChildProcess): Promise<Response> {
  while (child.exitCode === null) {
    try {
      return await fetch(url)
    } catch {
      await pause(50)
    }
  }
  throw new Error(`The guide's app ended with ${child.exitCode}`)
}
