import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { spawnLatchkey } from '../fixtures/spawn-latchkey.ts'
import { freshDatabase } from './fresh-database.ts'

const guide = readFileSync(join(import.meta.dirname, '../../../../docs/guides/scaling.md'), 'utf8')
const lines = [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
  block.trim().split('\n'),
)
const database = 'postgres://latchkey@db.example.com/latchkey'

/** Runs one line of the guide with the built command; a server is stopped as soon as it is ready. */
async function run(line: string, folder: string, environment: Record<string, string>) {
  const [program, ...words] = line.split(' ')
  expect(program).toBe('latchkey')
  const isServer = words[0] === 'start'
  const running = spawnLatchkey(folder, isServer ? [...words, '--port', '0', '--json'] : words, {
    environment,
  })
  if (isServer) {
    const { url } = await running.ready()
    expect((await fetch(`${url}/readyz`)).status, line).toBe(200)
    running.child.kill('SIGTERM')
  }
  expect(await running.ended, `${line}\n${running.said.note}`).toBe(0)
  return running.said.out
}

test('the lines of the guide to scaling do what it says, one after the other', async () => {
  const { url, drop } = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-guide-'))
  onTestFinished(async () => {
    rmSync(folder, { recursive: true, force: true })
    await drop()
  })
  writeFileSync(join(folder, 'latchkey.config.json'), JSON.stringify({ issuer: 'http://localhost:4000' }))
  const secretFile = { LATCHKEY_SECRET_FILE: join(folder, 'latchkey.db.secret') }
  const said: string[] = []
  for (const line of lines) {
    const isOnNew = line.includes('--dry-run') || line.includes(`--storage ${database}`)
    const environment = isOnNew ? { ...secretFile, LATCHKEY_STORAGE: url } : {}
    said.push(await run(line.replace(database, url), folder, environment))
  }
  expect(said.join('')).toMatch(/CREATE SCHEMA[\s\S]*CREATE TABLE/)
  expect(said.join('')).toContain('both hold the same')
})
