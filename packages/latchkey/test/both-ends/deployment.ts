import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findFreePort } from '../../src/cli/serve/free-port.ts'
import { type KillableProgram, toKillableProgram } from './killable-program.ts'
import { openReverseProxy, type ReverseProxy } from './reverse-proxy.ts'

const clientSecret = 'app-secret-of-at-least-thirty-two-characters'
export const password = 'analytical'

/**
 * An issuer, an API and one or more processes of one app: all of them real processes that keep what they know
 * on the disk.
 */
export interface Deployment {
  readonly reverseProxy: ReverseProxy
  readonly issuer: KillableProgram
  readonly api: KillableProgram
  /** Several processes of one app share their sessions. */
  readonly apps: readonly [KillableProgram, ...KillableProgram[]]
  /**
   * The audit events of the issuer that something was wrong with: a token that came twice, a grant that was
   * revoked.
   */
  alarms(): readonly string[]
  close(): Promise<void>
}

export interface DeploymentOptions {
  readonly folder: string
  readonly usernames: readonly string[]
  readonly accessTokenSeconds: number
  /** What the app's option `sessions` says. */
  readonly sessions?: string
  readonly appCount?: number
}

export async function startDeployment(options: DeploymentOptions): Promise<Deployment> {
  const { folder, appCount = 1, sessions = 'sqlite:sessions.db' } = options
  const [issuerPort, apiPort, firstPort, ...otherPorts] = await findPorts(2 + appCount)
  const reverseProxy = await openReverseProxy(issuerPort)
  const apiOrigin = toOrigin(apiPort)
  const origin = toOrigin(firstPort)
  writeConfiguration(options, { issuer: reverseProxy.origin, issuerPort, api: apiOrigin, app: origin })
  const program = (file: URL, words: readonly string[], at: string) =>
    toKillableProgram({ origin: at, folder, file, words })
  // All processes of the app have one public URL; here the first one stands there.
  const app = (listensOn: number) =>
    program(
      new URL('app.ts', import.meta.url),
      [
        JSON.stringify({
          issuer: reverseProxy.origin,
          origin,
          listensOn,
          api: apiOrigin,
          sessions,
          clientSecret,
        }),
      ],
      toOrigin(listensOn),
    )
  const issuer = program(
    new URL('../../bin/latchkey.js', import.meta.url),
    ['start', '--json'],
    reverseProxy.origin,
  )
  const api = program(
    new URL('api.ts', import.meta.url),
    [JSON.stringify({ issuer: reverseProxy.origin, origin: apiOrigin })],
    apiOrigin,
  )
  const apps = [app(firstPort), ...otherPorts.map(app)] as const
  const all = [issuer, api, ...apps]
  const stop = async () => {
    await Promise.all(all.map((each) => each.kill()))
    await reverseProxy.close()
  }
  try {
    for (const each of all) await each.start()
  } catch (error) {
    await stop()
    throw error
  }
  return {
    reverseProxy,
    issuer,
    api,
    apps,
    alarms: () => alarmsIn(issuer.said()),
    close: stop,
  }
}

interface Places {
  readonly issuer: string
  readonly issuerPort: number
  readonly api: string
  readonly app: string
}

function writeConfiguration(
  { folder, usernames, accessTokenSeconds }: DeploymentOptions,
  places: Places,
): void {
  const configuration = {
    issuer: places.issuer,
    port: places.issuerPort,
    storage: 'sqlite:latchkey.db',
    users: usernames.map((username) => ({ id: username, username, password })),
    resources: [
      {
        uri: `${places.api}/books`,
        scopes: { 'books:read': 'See your books' },
        accessToken: { lifetimeSeconds: accessTokenSeconds },
      },
    ],
    clients: [
      {
        clientId: 'app',
        clientSecret,
        redirectUris: [`${places.app}/callback`],
        scopes: ['openid', 'offline_access', 'books:read'],
        rotateRefreshTokens: true,
      },
    ],
  }
  writeFileSync(join(folder, 'latchkey.config.json'), JSON.stringify(configuration))
}

/** The issuer logs each event in a line of JSON. */
function alarmsIn(said: string): readonly string[] {
  const names = [...said.matchAll(/"event":"([^"]+)"/g)].map(([, name = '']) => name)
  return names.filter((name) => /replayed|revoked|refused|failed/.test(name))
}

function toOrigin(port: number): string {
  return `http://127.0.0.1:${port}`
}

async function findPorts(count: number): Promise<readonly [number, number, number, ...number[]]> {
  const found = new Set<number>()
  while (found.size < count) found.add(await findFreePort())
  const [issuer = 0, api = 0, app = 0, ...others] = found
  return [issuer, api, app, ...others]
}
