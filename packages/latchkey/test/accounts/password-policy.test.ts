import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { passwordProblems } from '../../src/accounts/password-policy.ts'

const policy = { minimumLength: 15, brandName: 'Walnut Bank' }
const lenient = { ...policy, minimumLength: 8 }
const username = 'alice@example.com'

function problems(password: string, rules = policy) {
  return passwordProblems({ password, username }, rules)
}

describe('length', () => {
  test('is at least the minimum, in characters and not in bytes or halves (ASVS 6.2.1)', () => {
    expect(problems('plum tractor s')).toEqual(['too_short'])
    expect(problems('plum tractor si')).toEqual([])
    expect(problems('🦊🐙🌵🍉🚲🎻🪁')).toEqual(['too_short'])
  })

  test('counts an é once, however the keyboard spells it (NIST SP 800-63B-4 §3.1.1.2)', () => {
    for (const accent of ['\u00e9', 'e\u0301'])
      for (const [length, expected] of [
        [14, ['too_short']],
        [15, []],
      ] as const)
        expect(problems(`${accent.repeat(4)}plum tractors`.slice(0, accent.length * 4 + length - 4))).toEqual(
          expected,
        )
  })

  test('is never less than 8, whatever is configured (ASVS 6.2.1)', () => {
    expect(problems('zu8kfq1', { ...policy, minimumLength: 1 })).toEqual(['too_short'])
    expect(problems('zu8kfq1w', { ...policy, minimumLength: 1 })).toEqual([])
  })

  test('may be 64, 128 and up to 1024 bytes (ASVS 6.2.9)', () => {
    for (const length of [64, 128, 1024]) expect(problems('x'.repeat(length))).toEqual([])
    expect(problems('x'.repeat(1025))).toEqual(['too_long'])
    expect(problems('€'.repeat(342))).toEqual(['too_long'])
  })

  test('of nothing is a missing password', () => {
    expect(problems('')).toEqual(['required'])
  })
})

describe('composition', () => {
  test.each([
    'twelve owls read at dusk',
    'zebrakettlearrives',
    ' '.repeat(20),
    '83472619502738465',
    '🦊'.repeat(33),
  ])('has no rules: %j is fine (ASVS 6.2.5)', (password) => {
    expect(problems(password)).toEqual([])
  })
})

describe('common passwords (ASVS 6.2.4)', () => {
  test.each(
    `password1 P@ssw0rd P@ssw0rd2024! Password123! 12345678 123456789 11111111 00000000 1234567890 987654321 12341234 11223344
    12345678a qwertyuiop qwerty123 asdfghjkl 1q2w3e4r 1q2w3e4r5t 1qaz2wsx zaq12wsx qazwsxedc q1w2e3r4t5 147258369 789456123 abcd1234
    1234qwer asdf1234 a1b2c3d4 iloveyou iloveyou2 sunshine princess football baseball superman batman123 starwars trustno1 letmein1
    welcome1 Welcome@123 changeme admin123 Admin@123 adminadmin administrator computer internet whatever michelle jennifer jordan23
    liverpool metallica minecraft pokemon1 dragon12 monkey123 shadow99 Summer2024! Winter2023 Pass@1234 Demo@123 India@123 test1234
    blink182 corvette mercedes startrek spiderman`
      .trim()
      .split(/\s+/),
  )('%s is refused', (password) => {
    expect(problems(password, lenient)).toContain('too_common')
  })

  test.each([
    'passwordpassword',
    'password12345678',
    '123456789012345',
    'aaaaaaaaaaaaaaaa',
    'abc123abc123abc123',
    'qwertyuiopasdfgh',
    'iloveyouiloveyou',
    'Administrator2024!',
  ])('%s is refused, long as it is', (password) => {
    expect(problems(password)).toEqual(['too_common'])
  })

  test('are not found in what a generator makes', () => {
    const generated = fc.string({
      unit: fc.constantFrom(...'abcdefghjkmnpqrstuvwxyz23456789-'),
      minLength: 20,
      maxLength: 24,
    })
    fc.assert(
      fc.property(generated, (password) => {
        expect(new Set(password).size < 8 || problems(password).length === 0).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('words of the context (ASVS 6.2.11)', () => {
  test('the name in the username may not be in it, however it is spelled', () => {
    expect(problems('my name is ALICE and more')).toEqual(['contains_username'])
    expect(problems('xxalice@example.comxx')).toEqual(['contains_username'])
  })

  test('a name of three letters may', () => {
    expect(
      passwordProblems({ password: 'a banana on the moon', username: 'ana@example.com' }, policy),
    ).toEqual([])
  })

  test('the brand may not', () => {
    expect(problems('I trust walnut bank a lot')).toEqual(['too_common'])
  })

  test('all that is wrong is said at once', () => {
    expect(problems('alice123')).toEqual(['too_short', 'contains_username', 'too_common'])
  })
})
