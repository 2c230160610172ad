import crypto, { KeyObject, randomBytes } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { afterAll, describe, expect, it } from 'vitest'
import { createMint } from '../../../../bench/src/contenders/limit/mint.ts'
import { newSessionSecret, seal, unseal } from '../../../connect/src/client/sessions/seal-session.ts'
import { createSealer } from '../../src/keys/create-sealer.ts'
import { systemRandom } from '../../src/keys/system-random.ts'

/** The functions of node:crypto that take a key as their second argument. */
const names = ['createCipheriv', 'createDecipheriv', 'createHmac'] as const
const originals = names.map((name) => [name, crypto[name]] as const)
const keys: unknown[] = []

for (const [name, original] of originals) {
  const recording = (algorithm: never, key: never, ...rest: never[]) => {
    keys.push(key)
    return (original as (...given: unknown[]) => unknown)(algorithm, key, ...rest)
  }
  Object.assign(crypto, { [name]: recording })
}
syncBuiltinESMExports()

afterAll(() => {
  Object.assign(crypto, Object.fromEntries(originals))
  syncBuiltinESMExports()
})

describe('a cipher and a MAC get their key as a key object, which costs nothing to use again', () => {
  it('in what the server seals and proves', () => {
    const sealer = createSealer([randomBytes(32).toString('base64url')], 'https://id.example', systemRandom)
    expect(sealer.unseal('access_token', sealer.seal('access_token', 'value'))).toBe('value')
    expect(sealer.isMac('session', 'message', sealer.mac('session', 'message'))).toBe(true)
    expectKeyObjects(6)
  })

  it('in the sessions of an app', () => {
    const secret = newSessionSecret()
    expect(unseal(secret, seal(secret, 'text'))).toBe('text')
    expectKeyObjects(2)
  })

  it('in the limit that the bench compares us with', () => {
    const mint = createMint('on the loop')
    expect(mint.unseal(mint.seal({ sub: 'ada' }))).toEqual({ sub: 'ada' })
    expect(mint.isMac('message', mint.mac('message'))).toBe(true)
    expectKeyObjects(4)
  })
})

function expectKeyObjects(count: number): void {
  const found = keys.splice(0)
  expect(found.filter((key) => !(key instanceof KeyObject))).toEqual([])
  expect(found).toHaveLength(count)
}
