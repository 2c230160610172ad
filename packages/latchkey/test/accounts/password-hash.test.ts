import { hash } from '@node-rs/argon2'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPasswordHashing, isHashable, type PasswordHashing } from '../../src/accounts/password-hash.ts'
import { PasswordHashingBusy } from '../../src/ports/accounts.ts'

/** Hashing of which nobody in particular takes the turns. */
function forNobody(hashing: PasswordHashing) {
  return {
    hash: (password: string) => hashing.hash(password, []),
    verify: (passwordHash: string, password: string) => hashing.verify(passwordHash, password, []),
    verifyNobody: (password: string) => hashing.verifyNobody(password, []),
  }
}

const passwords = forNobody(createPasswordHashing())

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
    ['in compatibility characters, which NFC keeps apart', 'ﬁve²', 'five2'],
  ])('differ where passwords differ %s (ASVS 6.2.8)', async (_, chosen, other) => {
    const stored = await passwords.hash(chosen)
    expect(await passwords.verify(stored, chosen)).toBe('right')
    expect(await passwords.verify(stored, other)).toBe('wrong')
  })

  test('verify exactly the password that was hashed', async () => {
    const password = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }).filter(isHashable)
    await fc.assert(
      fc.asyncProperty(password, password, async (chosen, tried) => {
        const isSame = chosen.normalize('NFC') === tried.normalize('NFC')
        expect(await passwords.verify(await passwords.hash(chosen), tried)).toBe(isSame ? 'right' : 'wrong')
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
    expect(await passwords.verify(await passwords.hash('\ufffd'), password)).toBe('wrong')
  })

  test('are outdated when they were made at another cost', async () => {
    for (const cost of [
      { memoryCost: 12_288, timeCost: 3 },
      { memoryCost: 19_456, timeCost: 2, algorithm: 1 },
    ])
      expect(await passwords.verify(await hash('x', cost), 'x')).toBe('outdated')
    expect(await passwords.verify(await passwords.hash('x'), 'x')).toBe('right')
  })

  test('can be checked for nobody, and nobody is let in', async () => {
    expect(await passwords.verifyNobody('x')).toBe('wrong')
    expect(await passwords.verifyNobody('')).toBe('wrong')
  })
})

describe('the spellings of one password (NIST SP 800-63B-4 §3.1.1.2; RFC 8265 §4.2.2)', () => {
  const composed = 'Jos\u00e9 liest \u1ec7'
  const decomposed = composed.normalize('NFD')
  const mixed = composed.replace('\u00e9', 'e\u0301')

  test.each([
    ['composed', composed],
    ['decomposed', decomposed],
    ['mixed', mixed],
  ])('agree when it was chosen %s', async (_, chosen) => {
    const stored = await passwords.hash(chosen)
    for (const typed of [composed, decomposed, mixed])
      expect(await passwords.verify(stored, typed)).toBe('right')
    expect(await passwords.verify(stored, 'Jose liest e')).toBe('wrong')
  })

  test.each([
    ['composed', composed, 'right'],
    ['decomposed', decomposed, 'outdated'],
  ])('open what an earlier version hashed %s, as it was sent', async (_, sent, verdict) => {
    const old = await hash(sent, { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 })
    for (const typed of [composed, decomposed]) expect(await passwords.verify(old, typed)).toBe(verdict)
    expect(await passwords.verify(old, 'Jose liest e')).toBe('wrong')
  })

  test('take part in the limit of 1024 bytes, before and after', () => {
    expect(isHashable('\ufb2c'.repeat(341))).toBe(false)
    expect(isHashable('e\u0301'.repeat(341))).toBe(true)
    expect(isHashable('e\u0301'.repeat(342))).toBe(false)
  })
})

describe('the queue', () => {
  test('takes as many as run and wait, and turns the rest of 200 away at once', async () => {
    const small = forNobody(createPasswordHashing({ running: 2, waiting: 8 }))
    const outcomes = await Promise.allSettled(Array.from({ length: 200 }, () => small.hash('x')))
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused).toHaveLength(190)
    expect(refused.every(({ reason }) => reason instanceof PasswordHashingBusy)).toBe(true)
  })

  test('is free again when its work is done, also when that failed', async () => {
    const small = forNobody(createPasswordHashing({ running: 1, waiting: 1 }))
    const outcomes = await Promise.allSettled([small.verify('no PHC string', 'x'), small.hash('x')])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    await Promise.all([small.hash('x'), small.hash('x')])
  })

  test('refuses a password that is too long without taking a place in it', async () => {
    const small = forNobody(createPasswordHashing({ running: 1, waiting: 0 }))
    const running = small.hash('x')
    expect(await small.verify('anything', 'x'.repeat(2000))).toBe('wrong')
    await expect(small.verifyNobody('x')).rejects.toThrow(PasswordHashingBusy)
    await running
  })
})
