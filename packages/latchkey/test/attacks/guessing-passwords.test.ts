import { describe, expect, test } from 'vitest'
import { signInAs, type World } from '../fixtures/server-without-network.ts'
import { openOwnWorld } from '../fixtures/use-world.ts'
import { browserAt } from './at-address.ts'

let world: World

/** Tries a wrong password; answers the status of the page that follows. */
async function guess(address: string, username = 'alice@example.test', password = 'wrong'): Promise<number> {
  const browser = browserAt(world, address)
  return (await signInAs(browser, await browser.open('/sign-in'), username, password)).status
}

describe('guessing passwords (C-88)', () => {
  test.each([
    'ALICE@EXAMPLE.TEST',
    '  alice@example.test ',
    'alice@example.test\u200b',
    'ａlice@example.test',
    'alic\u00ade@example.test',
  ])('%j is counted with every other spelling of the name', async (spelling) => {
    world = await openOwnWorld({ limits: { passwordAttemptsPerAccountAndAddress: 3 } })
    for (let attempt = 0; attempt < 3; attempt++) expect(await guess('192.0.2.7')).toBe(422)
    expect(await guess('192.0.2.7', spelling)).toBe(429)
  })

  test('an endless username is cut before anything is done with it: normalising it would take a second', async () => {
    world = await openOwnWorld({ limits: { passwordAttemptsPerAccountAndAddress: 1 } })
    const endless = 'e\u0345\u0334'.repeat(3000)
    expect(await guess('192.0.2.7', endless)).toBe(422)
    expect(await guess('192.0.2.7', endless.slice(0, 1024)), 'the same name').toBe(429)
  })

  test('fifty guesses at once get no more answers than fifty in a row', async () => {
    world = await openOwnWorld({ limits: { passwordAttemptsPerAccountAndAddress: 3 } })
    const answers = await Promise.all(Array.from({ length: 20 }, () => guess('192.0.2.7')))
    expect(answers.filter((status) => status === 422)).toHaveLength(3)
  })

  test('whoever moves through the addresses of one IPv6 network stays one guesser (RFC 6177 §2)', async () => {
    world = await openOwnWorld({ limits: { passwordAttemptsPerAccountAndAddress: 3 } })
    for (let host = 1; host <= 3; host++) expect(await guess(`2001:db8:1:2::${host}`)).toBe(422)
    expect(await guess('2001:db8:1:2:ffff::4')).toBe(429)
    expect(await guess('2001:db8:1:3::1'), 'another network').toBe(422)
  })

  test('one address may try many accounts only so often', async () => {
    world = await openOwnWorld({ limits: { passwordAttemptsPerAddress: 3 } })
    for (let name = 0; name < 3; name++) expect(await guess('192.0.2.7', `person${name}@x.test`)).toBe(422)
    expect(await guess('192.0.2.7', 'person4@x.test')).toBe(429)
  })

  test('who keeps trying at one account does not use up what others at that address have', async () => {
    const limits = { passwordAttemptsPerAccountAndAddress: 2, passwordAttemptsPerAddress: 4 }
    world = await openOwnWorld({ limits })
    for (let attempt = 0; attempt < 10; attempt++) await guess('192.0.2.7')
    expect(await guess('192.0.2.7', 'bob@example.test')).toBe(422)
    expect(await guess('192.0.2.7', 'bob@example.test', 'builder')).toBe(200)
  })

  test('right passwords count nowhere, so that an office behind one address can sign in all morning', async () => {
    world = await openOwnWorld({
      limits: { passwordAttemptsPerAddress: 3, passwordAttemptsPerAccount: 3 },
    })
    for (let morning = 0; morning < 8; morning++) {
      expect(await guess('192.0.2.7', 'alice@example.test', 'wonderland')).toBe(200)
    }
    expect(await guess('192.0.2.7')).toBe(422)
  })

  test('a locked-out guesser does not lock the owner out elsewhere', async () => {
    world = await openOwnWorld({
      limits: { passwordAttemptsPerAccountAndAddress: 3, passwordAttemptsPerAccount: 5 },
    })
    for (let attempt = 0; attempt < 20; attempt++) await guess('192.0.2.7')
    const browser = browserAt(world, '198.51.100.9')
    expect(new URL((await signInAs(browser, await browser.open('/sign-in'))).url).pathname).toBe('/account')
  })

  test('a right password behind the limit is not answered differently from a wrong one (C-89)', async () => {
    world = await openOwnWorld({ limits: { passwordAttemptsPerAccountAndAddress: 2 } })
    for (let attempt = 0; attempt < 2; attempt++) await guess('192.0.2.7')
    expect(await guess('192.0.2.7', 'alice@example.test', 'wonderland')).toBe(429)
  })
})

describe('a new password', () => {
  const alice = 'alice@example.test'
  const limits = { passwordAttemptsPerAccountAndAddress: 3, passwordAttemptsPerAccount: 6 }
  const setPassword = () => world.server.accounts.setPassword('alice-id', 'looking glass')

  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', ''])(
    'lets in whoever was locked out at %j, by guesses at the old one',
    async (address) => {
      world = await openOwnWorld({ limits })
      for (let attempt = 0; attempt < 3; attempt++) expect(await guess(address)).toBe(422)
      expect(await guess(address)).toBe(429)
      await setPassword()
      expect(await guess(address, alice, 'looking glass')).toBe(200)
    },
  )

  test('lets its owner in after guesses from everywhere; a guesser’s address waits', async () => {
    world = await openOwnWorld({ limits })
    for (const address of ['192.0.2.7', '192.0.2.8'])
      for (let attempt = 0; attempt < 3; attempt++) await guess(address)
    expect(await guess('198.51.100.9', alice, 'wonderland')).toBe(429)
    await setPassword()
    expect(await guess('198.51.100.9', 'ALICE@example.test', 'looking glass')).toBe(200)
    expect(await guess('192.0.2.7', alice, 'looking glass')).toBe(429)
  })

  test('of one account forgets nothing of another', async () => {
    world = await openOwnWorld({ limits })
    for (let attempt = 0; attempt < 3; attempt++) await guess('127.0.0.1', 'bob@example.test')
    await setPassword()
    expect(await guess('127.0.0.1', 'bob@example.test', 'builder')).toBe(429)
  })
})
