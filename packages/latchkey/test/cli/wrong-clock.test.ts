import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { patiently } from '../fixtures/patiently.ts'
import { spawnLatchkey } from '../fixtures/spawn-latchkey.ts'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'

/** These run the built command: `npm run build` comes first. */
const clientSecret = 'secret-of-a-client-in-this-test-alone'
const configuration = {
  issuer: 'http://localhost:4000',
  port: 0,
  resources: [{ uri: 'https://api.example.com', scopes: { 'books:read': 'See your books' } }],
  clients: [{ clientId: 'job', clientSecret, grantTypes: ['client_credentials'], scopes: ['books:read'] }],
}
const clockAhead = pathToFileURL(resolve(import.meta.dirname, '../fixtures/clock-ahead.mjs')).href

async function tokenStatus(url: string): Promise<number> {
  const headers = { authorization: `Basic ${btoa(`job:${clientSecret}`)}` }
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  return (await fetch(`${url}/token`, { method: 'POST', headers, body })).status
}

/** Runs `latchkey start` while `use` does something with it, and stops it in order. */
async function whileItRuns(
  folder: string,
  secondsAhead: number,
  use: (url: string, said: { readonly note: string }) => Promise<void>,
): Promise<void> {
  const { child, said, ended, ready } = spawnLatchkey(folder, ['start', '--json'], {
    nodeOptions: ['--import', clockAhead],
    environment: { CLOCK_AHEAD: String(secondsAhead) },
  })
  try {
    await use((await ready()).url, said)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

test('a first start with the clock two hours ahead: with the right one the server signs, is ready and names the clock', {
  timeout: 60_000,
}, async () => {
  await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, 'latchkey.config.json'), JSON.stringify(configuration))
    await whileItRuns(folder, 7200, async (url) => {
      expect(await tokenStatus(url)).toBe(200)
    })
    await whileItRuns(folder, 0, async (url, said) => {
      expect(await tokenStatus(url)).toBe(200)
      expect((await (await fetch(`${url}/readyz`)).json()).checks.signing_key).toBe('ok')
      await expect
        .poll(() => said.note, patiently)
        .toMatch(/clock of this machine is 7[12]\d\d seconds behind times in the database/)
    })
    const doctor = spawnLatchkey(folder, ['doctor', '--json'])
    await doctor.ended
    const { checks } = JSON.parse(doctor.said.out)
    expect(checks).toContainEqual({ name: 'keys', state: 'ok', finding: 'ES256, RS256 can sign' })
    const finding = expect.stringContaining('seconds behind times in the database')
    expect(checks).toContainEqual({ name: 'clock', state: 'warning', finding })
  })
})
