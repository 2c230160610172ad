import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PackedPackage, packPackage } from './packed-package.ts'

/*
 * Jest as the guide on testing an API says to run it. It is too large for a development dependency, so it is
 * installed here, from npm's cache where it can be; without a network there is nothing to test.
 */

const modules = resolve(import.meta.dirname, '../../../../node_modules')

const body = `test('a token is minted', async () => {
  const issuer = await startTestIssuer({ resources: [{ uri: 'https://api.example/', scopes: { a: 'A' } }] })
  expect(await issuer.mintToken({ scopes: ['a'] })).toMatch(/^eyJ/)
  await issuer.close()
})
`
const files = {
  'module.test.mjs': `import { startTestIssuer } from 'latchkey/testing'\n${body}`,
  'required.test.js': `const { startTestIssuer } = require('latchkey/testing')\n${body}`,
  'imported.test.js': `let startTestIssuer
beforeAll(async () => {
  ;({ startTestIssuer } = await import('latchkey/testing'))
})
${body}`,
}

const tools = mkdtempSync(join(tmpdir(), 'latchkey-jest-'))
const isInstalled = installJest()
let packed: PackedPackage

beforeAll(() => {
  packed = packPackage(join(modules, '../packages/latchkey'), modules)
})
afterAll(() => {
  packed.remove()
  rmSync(tools, { recursive: true })
})

function installJest(): boolean {
  writeFileSync(join(tools, 'package.json'), '{ "private": true }')
  const words = ['install', 'jest@^30.4.0', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
  const { status, stderr } = spawnSync('npm', [...words, '--fetch-retries=0'], {
    cwd: tools,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (status !== 0) console.log(`Skipped: npm cannot install Jest here: ${stderr?.split('\n').at(0) ?? ''}`)
  return status === 0
}

/** One file of tests, in a project of its own without "type": "module". */
function runJest(file: keyof typeof files, flags: string) {
  const { project } = packed
  writeFileSync(join(project, 'package.json'), '{ "name": "stranger", "private": true }')
  mkdirSync(join(project, 'tests'), { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(join(project, 'tests', name), content)
  const configuration = JSON.stringify({ testMatch: [`**/tests/${file}`] })
  const jest = join(tools, 'node_modules', 'jest', 'bin', 'jest.js')
  const { status, stderr } = spawnSync(process.execPath, [jest, '--config', configuration], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: flags },
  })
  return { status, output: stderr }
}

describe.runIf(isInstalled)(
  'Jest with --experimental-vm-modules, as the guide says, loads latchkey/testing',
  () => {
    const flags = '--experimental-vm-modules'
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
    const requiresModules = major > 24 || (major === 24 && minor >= 9)

    test.each(['module.test.mjs', 'imported.test.js'] as const)('in %s', (file) => {
      expect(runJest(file, flags)).toMatchObject({ status: 0 })
    })

    test.runIf(requiresModules)('by require, from Node 24.9 on', () => {
      expect(runJest('required.test.js', flags)).toMatchObject({ status: 0 })
    })

    test('and without the flag it does not, so the guide has to say it', () => {
      expect(runJest('required.test.js', '').output).toContain('ES Module')
    })
  },
)
