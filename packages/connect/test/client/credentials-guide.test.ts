import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { booksApi } from '../../../latchkey/test/fixtures/loopback-server.ts'
import { readBlocks } from '../../../latchkey/test/guides/guide-blocks.ts'
import { clientCredentials } from '../../src/client/tokens/client-credentials.ts'
import { openCredentialsIssuer } from './credentials-issuer.ts'

const results = join(import.meta.dirname, '..', '..', 'test-results')
mkdirSync(results, { recursive: true })
const folder = mkdtempSync(join(results, 'make-key-'))
afterAll(() => rmSync(folder, { recursive: true }))

const readJson = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))

function runGuidesScript() {
  const block = readBlocks('machine-to-machine').find(({ file }) => file === 'make-key.ts')
  writeFileSync(join(folder, 'make-key.ts'), block?.code ?? '')
  return spawnSync(process.execPath, ['make-key.ts'], { cwd: folder, encoding: 'utf8' })
}

test('the key that the guide makes signs a client in, and is never written over', async () => {
  expect(runGuidesScript().status).toBe(0)
  const [privateKey, jwks] = [readJson('private-key.json'), readJson('public-keys.json')]
  expect(jwks.keys[0]).not.toHaveProperty('d')
  if (process.platform !== 'win32') expect(statSync(join(folder, 'private-key.json')).mode & 0o077).toBe(0)

  const client = { clientId: 'nightly-job', tokenEndpointAuthMethod: 'private_key_jwt', jwks } as const
  const issuer = await openCredentialsIssuer([client])
  const worker = clientCredentials({
    issuer: issuer.url,
    clientId: 'nightly-job',
    privateKey,
    scope: 'books:read',
    resource: booksApi,
  })
  expect(issuer.claims(await worker.accessToken())).toMatchObject({ client_id: 'nightly-job' })
  await issuer.close()

  expect(runGuidesScript()).toMatchObject({ status: 1, stderr: expect.stringContaining('EEXIST') })
  expect(readJson('private-key.json')).toEqual(privateKey)
})
