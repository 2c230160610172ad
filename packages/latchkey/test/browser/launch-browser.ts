/** The browser of the tests: `CHROME_PATH`, else an installed Chrome or Chromium, else the one that npm brings. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { loadNpmChromium } from './npm-chromium.ts'

const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser']

/** Close it when done. Without a sandbox, because the tests also run as root, and visit nothing but our own pages. */
export async function launchBrowser(): Promise<Browser> {
  const installed = process.env.CHROME_PATH ?? findInstalled()
  const { executablePath, environment } = installed
    ? { executablePath: installed, environment: {} }
    : await loadNpmChromium()
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--no-zygote', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    env: { ...process.env, ...environment },
  })
}

function findInstalled(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
