import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'

const packageFolder = join(import.meta.dirname, '..', '..')
const readme = readFileSync(join(packageFolder, '..', '..', 'README.md'), 'utf8')
mkdirSync(join(packageFolder, 'test-results'), { recursive: true })
// Inside the package, so that its name leads to the build.
const folder = mkdtempSync(join(packageFolder, 'test-results', 'readme-'))
let app: ChildProcess | undefined
afterAll(() => {
  app?.kill()
  rmSync(folder, { recursive: true, force: true })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Answers as soon as somebody listens. */
async function fetchWhenReady(url: string, process: ChildProcess): Promise<Response> {
  while (process.exitCode === null) {
    try {
      return await fetch(url)
    } catch {
      await pause(50)
    }
  }
  throw new Error(`The README's app ended with ${process.exitCode}`)
}

it('runs the README’s app as it stands, but for the port', async () => {
  const [, code = ''] = /^```ts\n(import express[\s\S]*?)^```$/m.exec(readme) ?? []
  expect(code.trim().split('\n').length).toBeLessThanOrEqual(25)
  const port = await freePort()
  writeFileSync(join(folder, 'app.ts'), code.replaceAll('3000', String(port)))
  app = spawn(process.execPath, ['app.ts'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  const issuer = `http://localhost:${port}`
  const discovery = await fetchWhenReady(`${issuer}/.well-known/openid-configuration`, app)
  expect(await discovery.json()).toMatchObject({ issuer })
  expect(await (await fetch(`${issuer}/hello`)).text()).toBe('This is still your app')
})
