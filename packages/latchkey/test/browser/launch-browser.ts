import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { type BrowserProgram, loadNpmChromium, npmBringsChromium } from './npm-chromium.ts'

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * Features without which Chromium asks nobody on the network. Playwright's own list, which this replaces,
 * also switches off what people have: that storage and channels are apart for each site
 * (ThirdPartyStoragePartitioning).
 */
const QUIET = '--disable-features=HttpsUpgrades,MediaRouter,OptimizationHints,NetworkTimeServiceQuerying'

/**
 * Starts a headless Chromium: the one that CHROME_PATH names, else the one that npm brought, else, where npm
 * brings none, one of the system. The caller closes it. No flag switches a web rule off: what passes here
 * holds in people's browsers.
 */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, environment } = await findBrowser()
  const env: Record<string, string> = { ...definedEnvironment(), ...environment }
  const args = [QUIET, ...(isRoot() ? ['--no-sandbox'] : [])]
  return chromium.launch({ executablePath, env, args, ignoreDefaultArgs: ['--disable-popup-blocking'] })
}

/** @throws Error when there is none */
async function findBrowser(): Promise<BrowserProgram> {
  const named = process.env.CHROME_PATH || undefined
  if (named === undefined && npmBringsChromium) return loadNpmChromium()
  const executablePath = named ?? SYSTEM_BROWSERS.find((path) => existsSync(path))
  if (executablePath !== undefined) return { executablePath, environment: {} }
  throw new Error(
    'npm brings a browser for Linux x64 only: install Chrome or Chromium, or set CHROME_PATH to it',
  )
}

/** Chromium refuses to run as root with its sandbox, as in most containers. */
function isRoot(): boolean {
  return process.getuid?.() === 0
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
