import { hash } from '@node-rs/argon2'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPasswordHashing, isHashable } from '../../src/accounts/password-hash.ts'
import { PasswordHashingBusy } from '../../src/ports/accounts.ts'

const passwords = createPasswordHashing()

describe('password hashes', () => {
  test('are argon2id PHC strings with a salt of their own', async () => {
    const [first, second] = await Promise.all([passwords.hash('same'), passwords.hash('same')])
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$]{22}\$[^$]{43}$/)
    expect(second).not.toBe(first)
  })

  test.each([
    ['at character 73, past the end of bcrypt', `${'x'.repeat(72)}a`, `${'x'.repeat(72)}b`],
    ['at the very end of 1024 bytes', `${'x'.repeat(1023)}a`, `${'x'.repeat(1023)}b`],
    ['in case', 'Tractor', 'tractor'],
    ['in a space at the end', 'tractor', 'tractor '],
    ['after a zero byte', 'tractor\0a', 'tractor\0b'],
    ['in composition', 'Jos\u00e9', 'Jose\u0301'],
  ])('differ where passwords differ %s (ASVS 6.2.8)', async (_, chosen, other) => {
    const stored = await passwords.hash(chosen)
    expect(await passwords.verify(stored, chosen)).toBe(true)
    expect(await passwords.verify(stored, other)).toBe(false)
  })

  test('verify exactly the password that was hashed', async () => {
    const password = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }).filter(isHashable)
    await fc.assert(
      fc.asyncProperty(password, password, async (chosen, tried) => {
        expect(await passwords.verify(await passwords.hash(chosen), tried)).toBe(chosen === tried)
      }),
      { numRuns: 30 },
    )
  })

  test.each([
    ['an empty one', ''],
    ['1025 bytes', 'x'.repeat(1025)],
    ['1025 bytes in 342 characters', '€'.repeat(342)],
    ['half a character, which would hash like any other half', '\ud800'],
  ])('are refused to %s', async (_, password) => {
    await expect(passwords.hash(password)).rejects.toThrow(RangeError)
    expect(await passwords.verify(await passwords.hash('\ufffd'), password)).toBe(false)
  })

  test('say when they were made at another cost', async () => {
    const old = await hash('x', { memoryCost: 12_288, timeCost: 3 })
    expect(passwords.needsRehash(old)).toBe(true)
    expect(passwords.needsRehash(await hash('x', { memoryCost: 19_456, timeCost: 2, algorithm: 1 }))).toBe(
      true,
    )
    expect(passwords.needsRehash(await passwords.hash('x'))).toBe(false)
    expect(await passwords.verify(old, 'x')).toBe(true)
  })

  test('can be checked for nobody, and nobody is let in', async () => {
    expect(await passwords.verifyNobody('x')).toBe(false)
    expect(await passwords.verifyNobody('')).toBe(false)
  })
})

describe('the queue', () => {
  test('takes as many as run and wait, and turns the rest of 200 away at once', async () => {
    const small = createPasswordHashing({ running: 2, waiting: 8 })
    const outcomes = await Promise.allSettled(Array.from({ length: 200 }, () => small.hash('x')))
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused).toHaveLength(190)
    expect(refused.every(({ reason }) => reason instanceof PasswordHashingBusy)).toBe(true)
  })

  test('is free again when its work is done, also when that failed', async () => {
    const small = createPasswordHashing({ running: 1, waiting: 1 })
    const outcomes = await Promise.allSettled([small.verify('no PHC string', 'x'), small.hash('x')])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    await Promise.all([small.hash('x'), small.hash('x')])
  })

  test('refuses a password that is too long without taking a place in it', async () => {
    const small = createPasswordHashing({ running: 1, waiting: 0 })
    const running = small.hash('x')
    expect(await small.verify('anything', 'x'.repeat(2000))).toBe(false)
    await expect(small.verifyNobody('x')).rejects.toThrow(PasswordHashingBusy)
    await running
  })
})
