import { expect, test } from 'vitest'
import { checkReadiness } from '../../../src/flows/upkeep/check-readiness.ts'
import { backChannel } from '../back-channel.ts'

test('a server is ready while a key signs each configured algorithm now, also one whose time is yet to come', async () => {
  const { parts, clock } = await backChannel()
  const keysOf = async (signingAlgorithms = parts.settings.signingAlgorithms) => {
    const { checks } = await checkReadiness({ ...parts, settings: { ...parts.settings, signingAlgorithms } })
    return checks.signing_key
  }
  expect(await keysOf()).toBe('ok')
  expect(await keysOf([...parts.settings.signingAlgorithms, 'PS256'])).toBe('failing')
  clock.advance(-7200)
  expect(await keysOf()).toBe('ok')
})
