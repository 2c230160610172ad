import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readBlocks, readFileOfGuide } from '../guides/guide-blocks.ts'

const packageFolder = resolve(import.meta.dirname, '../..')
/** Who may do nothing; where we are not root, ourselves. */
export const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** What the guide to deploying puts on a machine, in a folder of its own. */
export interface Installation {
  /** Stands for /opt/latchkey and for the container's /app: whoever serves cannot write here. */
  readonly code: string
  /** Stands for /var/lib/latchkey and for /data: only whoever serves can read it. */
  readonly data: string
  /** The guide's paths, as they are here. */
  place(text: string): string
  /** Runs words as the guide's user does, with nothing else in the environment. */
  start(words: readonly string[], environment?: Readonly<Record<string, string>>): ChildProcess
  /** Runs a line of the guide to its end, by a shell. */
  shell(line: string, environment: Readonly<Record<string, string>>, who?: object): Ran
  remove(): Promise<void>
}

export interface Ran {
  readonly status: number | null
  readonly said: string
}

export function install(): Installation {
  const root = mkdtempSync(join(tmpdir(), 'latchkey-deploy-'))
  chmodSync(root, 0o755)
  const [code, data] = [join(root, 'code'), join(root, 'data')]
  mkdirSync(join(code, 'node_modules', '.bin'), { recursive: true })
  symlinkSync(packageFolder, join(code, 'node_modules', 'latchkey'), 'dir')
  symlinkSync('../latchkey/bin/latchkey.js', join(code, 'node_modules', '.bin', 'latchkey'))
  writeFileSync(join(code, 'package.json'), '{ "type": "module" }')
  mkdirSync(data, { mode: 0o700 })
  if (nobody.uid !== undefined) chownSync(data, nobody.uid, nobody.gid)
  const place = (text: string) =>
    text.replaceAll(/\/opt\/latchkey|\/var\/lib\/latchkey|\/data\b(?=\/|$)/g, (path) =>
      path === '/opt/latchkey' ? code : data,
    )
  const bare = {
    PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    HOME: data,
    SHOP_SECRET: 'Uo3sYcWb1rXk7qTzLh9vNw',
  }
  const children: ChildProcess[] = []
  return {
    code,
    data,
    place,
    start([program = '', ...words], environment = {}) {
      const options = { cwd: code, env: { ...bare, ...environment }, ...nobody }
      const child = spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
      children.push(child)
      return child
    },
    shell(line, environment, who = nobody) {
      const options = { cwd: code, env: { ...bare, ...environment }, encoding: 'utf8', ...who } as const
      const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', place(line)], options)
      return { status, said: stdout + stderr }
    },
    async remove() {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** The guide's block in this language that says this. @throws Error when there is none. */
export function blockOf(language: string, saying: string): string {
  const block = readBlocks('deploy').find((each) => each.language === language && each.code.includes(saying))
  if (block === undefined) throw new Error(`deploy.md has no block in ${language} that says ${saying}`)
  return block.code
}

/** The guide's configuration, with our paths. */
export function configurationOf(installation: Installation, file = 'latchkey.config.ts'): string {
  return installation.place(readFileOfGuide('deploy', file))
}

/** Waits until a server answers 200 there. @throws Error with what it said when it ended before. */
export async function untilWell(url: string, child: ChildProcess): Promise<void> {
  let said = ''
  child.stderr?.on('data', (text) => {
    said += text
  })
  while (child.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.status === 200) return
    await pause(50)
  }
  throw new Error(`It ended with ${child.exitCode}: ${said}`)
}

/** The values of each key of a unit file, by section. */
export function parseUnit(text: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>()
  let section = ''
  for (const line of text.split('\n').filter((each) => !/^\s*(#|$)/.test(each))) {
    const [, heading] = /^\[(\w+)\]$/.exec(line) ?? []
    if (heading !== undefined) section = heading
    else {
      const [key = '', ...rest] = line.split('=')
      values.set(`${section}.${key}`, [...(values.get(`${section}.${key}`) ?? []), rest.join('=')])
    }
  }
  return values
}
