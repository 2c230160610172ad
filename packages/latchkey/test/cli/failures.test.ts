import { readdirSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { commandNames, leafCommands } from '../fixtures/command-names.ts'
import { spawnLatchkey } from '../fixtures/spawn-latchkey.ts'
import { configuration, openShell, type Shell } from './shell.ts'

let shell: Shell

afterEach(() => shell.remove())

describe('a mistake', () => {
  it('in a word is answered with the nearest one, and exit code 2', async () => {
    shell = openShell()
    expect(await shell.latchkey('clinet list')).toMatchObject({
      code: 2,
      note: expect.stringContaining('client'),
    })
    expect(await shell.latchkey('client lst')).toMatchObject({
      code: 2,
      note: expect.stringContaining('Did you mean list?'),
    })
    expect(await shell.latchkey('client list --jsn')).toMatchObject({
      code: 2,
      note: expect.stringContaining('--json'),
    })
    expect(await shell.latchkey('client list --limit 0')).toMatchObject({ code: 2 })
    expect(await shell.latchkey('client show')).toMatchObject({ code: 2 })
    expect(await shell.latchkey('start --port 99999')).toMatchObject({ code: 2 })
  })

  it('in the configuration is exit code 3 with every problem, and no stack', async () => {
    shell = openShell({ ...configuration, issuer: 'http://id.example.com', lifetime: {} })
    const { code, note, out } = await shell.latchkey('client list')
    expect(code).toBe(3)
    expect(note).toContain(`2 problems in ${shell.folder}/latchkey.config.json`)
    expect(note).toContain('did you mean "lifetimes"?')
    expect(note).not.toMatch(/\n\s+at /)
    expect(out).toBe('')
  })

  it('is one JSON document for a program that asked for JSON', async () => {
    shell = openShell({ ...configuration, lifetime: {} })
    const { document } = await shell.latchkey('client list --json')
    expect(document.error).toMatchObject({
      kind: 'configuration',
      problems: [{ path: 'lifetime', nearest: 'lifetimes' }],
    })
    expect((await shell.latchkey('client show x --json')).document.error.kind).toBe('configuration')
    expect((await shell.latchkey('client lst --json')).document.error.kind).toBe('usage')
  })

  it('shows its stack when that is asked for', async () => {
    shell = openShell()
    expect((await shell.latchkey('client show x --debug')).note).toMatch(/\n\s+at /)
  })

  it('is to begin without a configuration', async () => {
    shell = openShell()
    const { code, note } = await shell.latchkey('client list --config missing.json')
    expect(code).toBe(3)
    expect(note).toContain('missing.json')
  })

  it('is to manage what is forgotten at once', async () => {
    shell = openShell({ ...configuration, storage: 'memory:' })
    expect(await shell.latchkey('client list')).toMatchObject({
      code: 3,
      note: expect.stringContaining('forgets everything'),
    })
  })

  it.each([
    ['sqlite:y.db?mode=ro', 'has parameters after a "?"'],
    [
      'postgres://ada:hunter2/x@db/app',
      'has a character that must be percent-encoded: in user and password, write / as',
    ],
    ['"sqlite:y.db"', 'has quotes around it: leave them out'],
  ])(
    'of the address %s is exit code 3, one line that says what to write, and no file',
    async (storage, fault) => {
      shell = openShell()
      const { code, note } = await shell.latchkey('client list', {
        environment: { LATCHKEY_STORAGE: storage },
      })
      expect(code).toBe(3)
      expect(note).toContain(`LATCHKEY_STORAGE: ${fault}`)
      expect(note).not.toContain('hunter2')
      expect(readdirSync(shell.folder).filter((name) => name.startsWith('y.db'))).toEqual([])
    },
  )

  it('of a secret with a comma says that a comma separates two', async () => {
    shell = openShell()
    const environment = { LATCHKEY_SECRET: 'a-secret-with,a-comma-in-it-that-is-long-enough' }
    const { code, note } = await shell.latchkey('client list', { environment })
    expect(code).toBe(3)
    expect(note).toContain('LATCHKEY_SECRET (2 secrets, as a comma separates them): must be at least 32')
  })

  it('of the database is one line that names the file', async () => {
    shell = openShell({ ...configuration, storage: 'sqlite:missing/folder/latchkey.db' })
    const { code, note } = await shell.latchkey('client list')
    expect(code).toBe(1)
    expect(note.trim().split('\n')).toHaveLength(1)
    expect(note).toContain('missing/folder')
  })
})

describe('help', () => {
  it('has a summary and an example for every command', async () => {
    shell = openShell()
    const { code, out } = await shell.latchkey('--help')
    expect(code).toBe(0)
    for (const word of commandNames()) {
      expect(out).toMatch(new RegExp(`^ {2}${word} .*[A-Z]`, 'm'))
    }
    expect(leafCommands()).toContain('server-secret rotate')
    for (const command of leafCommands()) {
      const help = await shell.latchkey(`${command} --help`)
      expect(help.code).toBe(0)
      expect(help.out).toContain(`$ latchkey ${command}`)
    }
  })
})

describe('a reader that has seen enough', () => {
  it('such as head ends the command without a stack', async () => {
    shell = openShell()
    const { child, said, ended } = spawnLatchkey(shell.folder, ['client', 'list', '--json'])
    child.stdout?.destroy()
    expect(await ended).toBe(0)
    expect(said.note).not.toContain('EPIPE')
  })
})
