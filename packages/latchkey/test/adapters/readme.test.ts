import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ScriptedBrowser } from '../../../../examples/demo/scripted-browser.ts'

const packageFolder = join(import.meta.dirname, '..', '..')
const readme = readFileSync(join(packageFolder, '..', '..', 'README.md'), 'utf8')
mkdirSync(join(packageFolder, 'test-results'), { recursive: true })
// Inside the package, so that its name leads to the build.
const folder = mkdtempSync(join(packageFolder, 'test-results', 'readme-'))
const started: ChildProcess[] = []
afterAll(() => {
  for (const child of started) child.kill()
  rmSync(folder, { recursive: true, force: true })
})

const blocks = [...readme.matchAll(/^```ts\n(import express[\s\S]*?)^```$/gm)].map(([, code = '']) => code)
/** The ports that the README writes, and those that are used instead. */
const ports = new Map<string, number>()
const urlOf = (written: string) => `http://localhost:${ports.get(written)}`

beforeAll(async () => {
  for (const written of ['3000', '3001', '8080']) ports.set(written, await freePort())
  for (const [index, code] of blocks.entries()) {
    writeFileSync(join(folder, `app-${index}.ts`), code.replaceAll(/\b(?:3000|3001|8080)\b/g, toFreePort))
    started.push(
      spawn(process.execPath, [`app-${index}.ts`], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }),
    )
  }
})

function toFreePort(written: string): string {
  return String(ports.get(written))
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Answers as soon as somebody listens. */
async function fetchWhenReady(url: string): Promise<Response> {
  while (started.every(({ exitCode }) => exitCode === null)) {
    try {
      return await fetch(url)
    } catch {
      await pause(50)
    }
  }
  throw new Error('An app of the README has ended')
}

describe('the README’s apps, as they stand but for the ports', () => {
  test('a server inside an app of one’s own takes at most 25 lines', async () => {
    expect(blocks[0]?.trim().split('\n').length).toBeLessThanOrEqual(25)
    const discovery = await fetchWhenReady(`${urlOf('3000')}/.well-known/openid-configuration`)
    expect(await discovery.json()).toMatchObject({ issuer: urlOf('3000') })
    expect(await (await fetch(`${urlOf('3000')}/hello`)).text()).toBe('This is still your app')
  })

  test('an API takes at most ten lines to be protected', async () => {
    expect(blocks[1]?.trim().split('\n').length).toBeLessThanOrEqual(10)
    const answer = await fetchWhenReady(`${urlOf('3001')}/books`)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  })

  test('an app signs somebody in who makes an account, and calls the API for them', async () => {
    await Promise.all([...ports.keys()].map((written) => fetchWhenReady(urlOf(written))))
    const browser = new ScriptedBrowser()
    let page = await browser.open(urlOf('8080'))
    page = await browser.open(new URL(/href="([^"]*sign-up[^"]*)"/.exec(page.html)?.[1] ?? '', page.url).href)
    const account = { username: 'ada@example.com', name: 'Ada', password: 'a house with a green door' }
    page = await browser.press(page, 'sign-up', account)
    page = await browser.press(page, 'sign-in', { password: account.password })
    page = await browser.press(page, 'consent-allow')
    expect(page.html).toBe('Hello, Ada')
    page = await browser.open(`${urlOf('8080')}/api/books`, { 'sec-fetch-site': 'same-origin' })
    expect(JSON.parse(page.html)).toEqual({ booksOf: expect.any(String) })
    page = await browser.open(`${urlOf('8080')}/logout`, { 'sec-fetch-site': 'same-origin' })
    expect(page.url).toMatch(new RegExp(`^${urlOf('3000')}/sign-in`))
  })
})
