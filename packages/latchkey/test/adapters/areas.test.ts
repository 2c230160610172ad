import express from 'express'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { toNodeHandler } from '../../src/adapters/node.ts'
import { type AuthorizationServer, type Configuration, createAuthorizationServer } from '../../src/index.ts'
import { listen, type RunningHost } from './hosts.ts'
import { send } from './send.ts'

const names = ['account', 'developers', 'admin', 'api'] as const
const appsOwn = "the app's own"
/** A mistake of a host that our paths must not help to: an encoded slash, other letters, one letter more. */
const lookalikes = ['s', '%2f', '%2fapps', '-x']

interface Mounted {
  readonly server: AuthorizationServer
  readonly host: RunningHost
  readonly get: (path: string) => Promise<string>
}

/** An app that has pages of its own under all these names, with us before it, at the root. */
async function mount(areas: Configuration['areas']): Promise<Mounted> {
  const issuer = 'https://shop.example'
  const server = await createAuthorizationServer({ issuer, storage: 'memory:', logger: false, areas })
  const app = express()
  app.use(toNodeHandler(server))
  for (const name of names) {
    app.get(`/${name}`, (_req, res) => void res.send(appsOwn))
    app.get(`/${name}/*rest`, (_req, res) => void res.send(appsOwn))
  }
  app.use((_req, res) => void res.status(404).send("the app's own 404"))
  const host = await listen(app)
  const get = async (path: string) => {
    const { status, text } = await send({ port: host.port, path })
    return text.startsWith('the app') ? text : `ours: ${status}`
  }
  return { server, host, get }
}

async function unmount({ server, host }: Mounted): Promise<void> {
  await host.close()
  await server.close()
}

describe.each(names)('/%s of an app that we are mounted in at the root', (name) => {
  let closed: Mounted
  let open: Mounted
  const rest = Object.fromEntries(names.map((each) => [each, each !== name]))
  const only = Object.fromEntries(names.map((each) => [each, each === name]))
  beforeAll(async () => {
    closed = await mount(rest)
    open = await mount(only)
  })
  afterAll(async () => {
    await unmount(closed)
    await unmount(open)
  })

  it('is the app’s while the area is closed, with all below it', async () => {
    for (const path of [`/${name}`, `/${name}/`, `/${name}/apps?x=1`])
      expect(await closed.get(path)).toBe(appsOwn)
  })

  it('is ours while it is open, pages or not, and the other names stay the app’s', async () => {
    // Nobody is signed in, so the account leads to the sign-in page.
    expect(await open.get(`/${name}`)).toBe(name === 'account' ? 'ours: 303' : 'ours: 404')
    for (const path of [`/${name}/`, `/${name}/apps`]) expect(await open.get(path)).toBe('ours: 404')
    for (const other of names.filter((each) => each !== name)) {
      expect(await open.get(`/${other}`)).toBe(appsOwn)
      expect(await open.get(`/${other}/apps`)).toBe(appsOwn)
    }
  })

  it('takes nothing that only looks like it from the app', async () => {
    for (const suffix of lookalikes) expect(await open.get(`/${name}${suffix}`)).toBe("the app's own 404")
    // Express matches names in any case; we do not.
    expect(await open.get(`/${name.toUpperCase()}`)).toBe(appsOwn)
    for (const path of [`//${name}`, `/${name}/../books`, `/${name}/%2e%2e/books`])
      expect(await open.get(path)).not.toContain('ours')
  })
})

test('an app that says nothing keeps all but /account, and our other pages and endpoints work', async () => {
  const mounted = await mount(undefined)
  const answers = await Promise.all(['/admin', '/api/v1', '/developers', '/'].map(mounted.get))
  expect(answers).toEqual([appsOwn, appsOwn, appsOwn, "the app's own 404"])
  expect(await Promise.all(['/account', '/sign-in', '/jwks'].map(mounted.get))).toEqual([
    'ours: 303',
    'ours: 200',
    'ours: 200',
  ])
  await unmount(mounted)
})

test('without an app behind us, a closed area answers as any unknown path', async () => {
  const server = await createAuthorizationServer({
    issuer: 'https://id.example',
    storage: 'memory:',
    logger: false,
    areas: { account: false },
  })
  const host = await listen(toNodeHandler(server))
  const bare = async (path: string) => {
    const { status, text, headers } = await send({ port: host.port, path })
    const { date: _, 'x-request-id': id, ...others } = headers
    // The page says when, to the minute.
    const body = text.replaceAll(String(id), 'ID').replaceAll(/<time.*?<\/time>/g, 'TIME')
    return { status, others, body }
  }
  const unknown = await bare('/nowhere')
  expect(unknown.status).toBe(404)
  for (const name of names) expect(await bare(`/${name}`)).toEqual(unknown)
  await unmount({ server, host, get: async () => '' })
})
