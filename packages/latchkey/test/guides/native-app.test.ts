import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Configuration } from '../../src/index.ts'
import { startTestIssuer, type TestIssuer } from '../../src/testing/start-test-issuer.ts'
import { type GuideApp, writeGuideApp } from './guide-app.ts'

let app: GuideApp
let issuer: TestIssuer
beforeAll(async () => {
  const guide = writeGuideApp('native-app')
  const { default: configuration }: { default: Configuration } = await import(
    join(guide.folder, 'latchkey.config.ts')
  )
  await guide.remove()
  const { resources, clients } = configuration
  const users = [{ id: 'ada-id', username: 'ada', password: 'analytical-engine' }]
  issuer = await startTestIssuer({ resources, clients, users })
  app = writeGuideApp('native-app', {
    "'https://id.example'": `'${issuer.url}'`,
    'openid.None())': 'openid.None(), { execute: [openid.allowInsecureRequests] })',
    // No window on the screen of whoever runs the tests.
    'process.platform': "('none' as NodeJS.Platform)",
  })
})
afterAll(async () => {
  await app.remove()
  await issuer.close()
})

describe('the command line of the guide on native apps', () => {
  test('signs in through a browser and a loopback port (RFC 8252 §7.3)', async () => {
    const { url, child, printed } = await start()
    const end = await issuer.signIn(url)
    const forged = new URL(end)
    forged.searchParams.set('state', 'guessed')
    expect((await fetch(forged)).status, 'a request with another state').toBe(404)
    const page = await fetch(end)
    expect([page.status, await page.text()]).toEqual([200, 'Done. You can close this window.'])
    expect(await codeOf(child)).toBe(0)
    expect(printed()).toContain('Signed in as ada-id, for 600 seconds')
    await expect(fetch(end), 'nobody listens any more').rejects.toThrow('fetch failed')
  })

  test('ends with a message when the person says no', async () => {
    const { url, child, printed } = await start()
    const { redirect_uri: redirectUri = '', state = '' } = Object.fromEntries(url.searchParams)
    const answer = new URLSearchParams({ error: 'access_denied', state, iss: issuer.url })
    expect((await fetch(`${redirectUri}?${answer}`)).status).toBe(200)
    expect(await codeOf(child)).toBe(1)
    expect(printed()).toContain('You did not allow it.')
  })
})

/** Starts the command; answers the address that it shows. */
async function start() {
  const child = spawn(process.execPath, ['cli.ts'], { cwd: app.folder })
  let output = ''
  const { promise: shown, resolve } = Promise.withResolvers<URL>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
      const [, url] = /If none opens: (\S+)\n/.exec(output) ?? []
      if (url !== undefined) resolve(new URL(url))
    })
  }
  const ended = once(child, 'close').then(() => Promise.reject(new Error(`it ended at once: ${output}`)))
  ended.catch(() => {})
  return { url: await Promise.race([shown, ended]), child, printed: () => output }
}

async function codeOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'close')
  return child.exitCode
}
