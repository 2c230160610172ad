import { expect, test } from 'vitest'
import { decideAcr, meetsEssentialAcr } from '../../../src/protocol/authorize/decide-acr.ts'

const configured = ['silver', 'bronze']

test.each([
  [[], 'silver', 'silver'],
  [['bronze'], 'silver', 'bronze'],
  [['gold', 'bronze', 'silver'], 'silver', 'bronze'],
  [['gold'], 'silver', 'silver'],
  [['bronze'], 'of another configuration', 'of another configuration'],
  [['bronze'], undefined, undefined],
])(
  'of %j, a session that notes %s has %s: what it satisfies and the client prefers (OpenID Connect Core §3.1.2.1)',
  (preferred, noted, acr) => {
    expect(decideAcr(preferred, noted, configured)).toBe(acr)
  },
)

test('with nothing configured no acr is claimed, whatever is asked for (§2)', () => {
  expect(decideAcr(['gold'], undefined, [])).toBeUndefined()
})

test('an essential value is met by whatever the sign-in satisfies, not only by what its session notes (§5.5.1.1)', () => {
  expect(meetsEssentialAcr(undefined, undefined, [])).toBe(true)
  expect(meetsEssentialAcr(['gold', 'bronze'], 'silver', configured)).toBe(true)
  expect(meetsEssentialAcr(['gold'], 'silver', configured)).toBe(false)
  expect(meetsEssentialAcr(['bronze'], undefined, configured)).toBe(false)
  expect(meetsEssentialAcr(['bronze'], 'of another configuration', configured)).toBe(false)
})
