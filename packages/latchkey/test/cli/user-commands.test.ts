import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configuration, openShell, type Shell } from './shell.ts'

let shell: Shell

beforeAll(() => {
  shell = openShell({ ...configuration, accounts: { signUp: 'invite' } })
})

afterAll(() => shell.remove())

describe('latchkey user', () => {
  it('create makes an account with claims and a password that it made, shown once', async () => {
    const { code, document } = await shell.latchkey(
      "user create ada@example.com --name 'Ada Lovelace' --email ada@example.com --email-verified --claim locale=en-GB --claim roles=[1] --generate-password --json",
    )
    expect(code).toBe(0)
    expect(document.user).toMatchObject({
      username: 'ada@example.com',
      disabled: false,
      claims: { name: 'Ada Lovelace', email_verified: true, locale: 'en-GB', roles: [1] },
    })
    expect(document.password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/)
    expect((await shell.latchkey('user show ada@example.com --json')).out).not.toContain(document.password)
  })

  it('create reads a password from standard input or asks for it twice, and takes none as an option', async () => {
    const piped = await shell.latchkey('user create piped --password-stdin --json', {
      input: 'read from a long pipe\n',
    })
    expect(piped).toMatchObject({ code: 0 })
    expect(piped.out).not.toContain('read from a')
    expect(
      (
        await shell.latchkey('user create asked', {
          replies: ['typed once and again', 'typed once and again'],
        })
      ).code,
    ).toBe(0)
    const differing = await shell.latchkey('user create differing', { replies: ['one', 'another'] })
    expect(differing).toMatchObject({ code: 2, note: expect.stringContaining('differ') })
    expect((await shell.latchkey('user create flagged --password secret')).code).toBe(2)
  })

  it.each([
    ['abc', 'at least 15 characters (accounts.minimumPasswordLength)'],
    ['password12345678', 'guessed first'],
    ['somebody-and-more-of-it', 'the username is in it'],
    ['', 'The password is empty'],
  ])(
    'no command takes the password %j that the sign-up page would refuse (ASVS 6.2.1)',
    async (password, why) => {
      const input = `${password}\n`
      const created = await shell.latchkey('user create somebody --password-stdin', { input })
      expect([created.code, created.note]).toEqual([2, expect.stringContaining(why)])
      expect((await shell.latchkey('user show somebody')).code).toBe(4)
      const replies = [password, password]
      expect((await shell.latchkey('user create somebody', { replies })).code).toBe(2)
      await shell.latchkey('user create somebody --no-password')
      const set = await shell.latchkey('user set-password somebody --password-stdin', { input })
      expect([set.code, set.note]).toEqual([2, expect.stringContaining(why)])
      await shell.latchkey('user delete somebody --yes')
    },
  )

  it('create names the options where nobody can be asked', async () => {
    const { code, note } = await shell.latchkey('user create nobody')
    expect(code).toBe(2)
    expect(note).toContain('--password-stdin or --generate-password')
  })

  it('create refuses a username that is taken, however it is spelt', async () => {
    expect((await shell.latchkey('user create ADA@example.com --no-password')).code).toBe(5)
  })

  it('list and show find accounts by username and by id', async () => {
    const { document } = await shell.latchkey('user show ada@example.com --json')
    expect((await shell.latchkey(`user show ${document.user.id} --json`)).document).toEqual(document)
    expect((await shell.latchkey('user list')).out).toContain('ada@example.com')
    expect((await shell.latchkey('user show nobody')).code).toBe(4)
  })

  it('update adds claims, removes those that are null, and changes the username', async () => {
    const { document } = await shell.latchkey(
      'user update ada@example.com --claim nickname=Ada --claim locale=null --username ada --json',
    )
    expect(document.user).toMatchObject({
      username: 'ada',
      claims: { name: 'Ada Lovelace', nickname: 'Ada' },
    })
    expect(document.user.claims).not.toHaveProperty('locale')
    expect((await shell.latchkey('user update ada')).code).toBe(2)
  })

  it.each([`--claim 'address={"country":"DE","country":"FR"}'`, '--claim nickname=A --claim nickname=B'])(
    'update refuses a claim that says two things: %s',
    async (options) => {
      const { code, note } = await shell.latchkey(`user update ada ${options}`)
      expect([code, note]).toEqual([2, expect.stringMatching(/twice/)])
    },
  )

  it('disable locks out, enable lets in', async () => {
    expect((await shell.latchkey('user disable ada --json')).document.user.disabled).toBe(true)
    expect((await shell.latchkey('user enable ada --json')).document.user.disabled).toBe(false)
  })

  it('set-password takes the same three ways', async () => {
    const { document } = await shell.latchkey('user set-password ada --generate-password --json')
    expect(document.password).toHaveLength(19)
    expect(
      (await shell.latchkey('user set-password ada --password-stdin', { input: 'another fine one, long\n' }))
        .code,
    ).toBe(0)
    expect((await shell.latchkey('user set-password nobody --generate-password')).code).toBe(4)
  })

  it('delete forgets the account', async () => {
    expect((await shell.latchkey('user delete ada --yes --json')).code).toBe(0)
    expect((await shell.latchkey('user show ada')).code).toBe(4)
  })

  it('invite makes a link on the issuer', async () => {
    const { document } = await shell.latchkey('user invite --email new@example.com --json')
    expect(document.url).toMatch(/^http:\/\/localhost:4000\/sign-up\?/)
    expect(document.expiresAt).toBeGreaterThan(Date.now() / 1000)
  })
})
