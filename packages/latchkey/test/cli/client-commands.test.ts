import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStorage } from '../../src/index.ts'
import { clientWith } from '../../src/testing/storage-contract/examples.ts'
import { openShell, type Shell } from './shell.ts'

let shell: Shell

beforeAll(() => {
  shell = openShell()
})

afterAll(() => shell.remove())

describe('latchkey client', () => {
  it('create makes an app with a secret that is shown once', async () => {
    const { code, document } = await shell.latchkey(
      "client create 'Web shop' --id shop --redirect-uri https://shop.example.com/cb --scope openid --scope books:read --json",
    )
    expect(code).toBe(0)
    expect(document.client).toMatchObject({
      clientId: 'shop',
      name: 'Web shop',
      redirectUris: ['https://shop.example.com/cb'],
      scopes: ['openid', 'books:read'],
      tokenEndpointAuthMethod: 'client_secret',
      source: 'storage',
    })
    expect(document.clientSecret.length).toBeGreaterThan(40)
    const shown = await shell.latchkey('client show shop --json')
    expect(shown.out).not.toContain(document.clientSecret)
    expect(shown.out).not.toContain('secretHash')
    expect(shown.document.client.secrets).toHaveLength(1)
  })

  it('create --public makes an app without one', async () => {
    const { document } = await shell.latchkey(
      "client create 'Phone' --public --redirect-uri com.example.app:/cb --json",
    )
    expect(document.client).toMatchObject({
      tokenEndpointAuthMethod: 'none',
      applicationType: 'native',
      secrets: [],
    })
    expect(document).not.toHaveProperty('clientSecret')
  })

  it('create says in words what it made, and everything beside it on standard error', async () => {
    const { out, note } = await shell.latchkey(
      "client create 'Worker' --grant client_credentials --scope books:read",
    )
    expect(out).toContain('Client secret (shown once)')
    expect(note).toBe('')
  })

  it('create refuses what the rules of the configuration refuse, as a mistake in usage', async () => {
    const { code, note } = await shell.latchkey(
      "client create 'Bad' --redirect-uri http://app.example.com/cb --scope opnid",
    )
    expect(code).toBe(2)
    expect(note).toContain('must use https')
    expect(note).toContain('did you mean "openid"?')
  })

  it('create refuses an id that is taken, in the configuration too', async () => {
    for (const id of ['shop', 'configured']) {
      const { code, note } = await shell.latchkey(
        `client create 'Again' --id ${id} --redirect-uri https://a.example.com/cb`,
      )
      expect(code).toBe(5)
      expect(note).toContain(id)
    }
  })

  it('create vouches for the app, unless it is told not to', async () => {
    const uri = '--redirect-uri https://a.example.com/cb --json'
    expect((await shell.latchkey(`client create A ${uri}`)).document.client.verified).toBe(true)
    expect((await shell.latchkey(`client create B --no-verified ${uri}`)).document.client.verified).toBe(
      false,
    )
  })

  it('create states what it is told, a number and a choice too', async () => {
    const { document } = await shell.latchkey(
      "client create 'Bank' --redirect-uri https://a.example.com/cb --default-max-age 300 --require-auth-time --policy-uri https://a.example.com/privacy --assertion-audience endpoint --json",
    )
    expect(document.client).toMatchObject({
      defaultMaxAge: 300,
      requireAuthTime: true,
      policyUri: 'https://a.example.com/privacy',
      assertionAudience: 'endpoint',
    })
    const wrong = '--redirect-uri https://a.example.com/cb --default-max-age soon'
    expect((await shell.latchkey(`client create 'Bank' ${wrong}`)).code).toBe(2)
  })

  it('show says every member, and of flags those that are not as usual', async () => {
    await shell.latchkey(
      "client create 'Shown' --id shown --redirect-uri https://a.example.com/cb --redirect-uri https://b.example.com/cb --scope openid --scope books:read --no-verified --no-rotate",
    )
    const { out } = await shell.latchkey('client show shown')
    expect(out.replaceAll(/ {2,}/g, '  ').split('\n')).toEqual(
      expect.arrayContaining([
        'Kind  confidential (its secret in the header or in the body)',
        'Client ID  shown',
        'Name  Shown',
        'Redirect URIs  https://a.example.com/cb',
        '  https://b.example.com/cb',
        'Scopes  openid books:read',
        'Verified  no',
        'Rotate refresh tokens  no',
      ]),
    )
    expect(out).not.toMatch(/^(?:First party|Disabled|Claims in ID token|Policy URI)/m)
  })

  it('list shows those of the configuration and those of the database', async () => {
    const { document } = await shell.latchkey('client list --json')
    const sources = document.clients.map((client: { clientId: string; source: string }) => [
      client.clientId,
      client.source,
    ])
    expect(sources).toContainEqual(['configured', 'configuration'])
    expect(sources).toContainEqual(['shop', 'storage'])
    expect((await shell.latchkey('client list')).out).toMatch(/^CLIENT ID +NAME/)
  })

  it('list lets no name steer the terminal (attack C-107)', async () => {
    const create = "client create 'red \u001b[31m' --id evil --redirect-uri https://a.example.com/cb"
    expect(await shell.latchkey(create)).toMatchObject({ code: 2, note: expect.stringContaining('control') })
    // A database may have one from before such names were refused.
    const storage = await openStorage(`sqlite:${shell.folder}/latchkey.db`)
    await storage.clients.create(clientWith({ clientId: 'evil', name: 'red \u001b[31m' }))
    await storage.close()
    const { out } = await shell.latchkey('client list')
    expect(out).toContain('evil')
    expect(out).not.toContain('\u001b')
  })

  it('update changes what is named and nothing else', async () => {
    const { document } = await shell.latchkey(
      "client update shop --name 'Shop' --first-party --disable --json",
    )
    expect(document.client).toMatchObject({
      name: 'Shop',
      firstParty: true,
      disabled: true,
      redirectUris: ['https://shop.example.com/cb'],
    })
    expect((await shell.latchkey('client update shop --enable --json')).document.client.disabled).toBe(false)
    expect((await shell.latchkey('client update shop')).code).toBe(2)
  })

  it('update leaves alone what the configuration says', async () => {
    const { code, note } = await shell.latchkey("client update configured --name 'Mine'")
    expect(code).toBe(5)
    expect(note).toContain('configuration')
  })

  it('delete asks a person, and wants --yes from a script', async () => {
    expect(await shell.latchkey('client delete shop')).toMatchObject({
      code: 2,
      note: expect.stringContaining('--yes'),
    })
    expect(await shell.latchkey('client delete shop', { replies: ['no'] })).toMatchObject({ code: 130 })
    expect(await shell.latchkey('client show shop')).toMatchObject({ code: 0 })
    expect(await shell.latchkey('client delete shop', { replies: ['yes'] })).toMatchObject({ code: 0 })
    expect(await shell.latchkey('client show shop')).toMatchObject({ code: 4 })
    expect(await shell.latchkey('client delete shop --yes')).toMatchObject({ code: 4 })
  })
})

describe('latchkey secret', () => {
  it('adds a second secret and revokes the first', async () => {
    await shell.latchkey("client create 'Two' --id two --redirect-uri https://two.example.com/cb")
    const added = await shell.latchkey("secret add two --label 'from December' --expires-in-days 30 --json")
    expect(added.document.secret).toMatchObject({
      label: 'from December',
      lastFour: added.document.clientSecret.slice(-4),
    })
    expect(added.document.secret.expiresAt - added.document.secret.createdAt).toBeCloseTo(30 * 86_400, -1)
    const [first] = (await shell.latchkey('client show two --json')).document.client.secrets
    expect((await shell.latchkey(`secret revoke two ${first.id} --yes`)).code).toBe(0)
    const { secrets } = (await shell.latchkey('client show two --json')).document.client
    expect(secrets.map((secret: { label: string }) => secret.label)).toEqual(['from December'])
    expect((await shell.latchkey(`secret revoke two ${first.id} --yes`)).code).toBe(4)
  })

  it('takes one that exists already from standard input, and does not repeat it', async () => {
    const input = 'secret-of-old-16\n'
    const added = await shell.latchkey("secret add two --secret-stdin --label 'moved' --json", { input })
    expect(added.document).toMatchObject({ secret: { label: 'moved', lastFour: 'd-16' } })
    expect(JSON.stringify(added)).not.toContain('secret-of-old')
    const again = await shell.latchkey('secret add two --secret-stdin', { input })
    expect(again).toMatchObject({ code: 5, note: expect.stringContaining(added.document.secret.id) })
    const short = await shell.latchkey('secret add two --secret-stdin', { input: '\n' })
    expect(short).toMatchObject({ code: 2, note: expect.stringContaining('secret is empty') })
    await shell.latchkey(`secret revoke two ${added.document.secret.id} --yes`)
  })

  it('stops at five', async () => {
    for (let count = 1; count < 5; count++) await shell.latchkey('secret add two')
    expect((await shell.latchkey('secret add two')).code).toBe(5)
  })

  it('is not for an app that keeps none', async () => {
    await shell.latchkey(
      "client create 'Public' --id open --public --redirect-uri https://open.example.com/cb",
    )
    expect((await shell.latchkey('secret add open')).code).toBe(2)
  })
})
