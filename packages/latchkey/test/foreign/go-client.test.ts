import { describe, expect, test } from 'vitest'
import { goBinaryIn, prepareGo } from './go-program.ts'
import { readProgram, signInByProgram } from './natural-client.ts'

const go = await prepareGo({
  name: 'go-client',
  modules: ['golang.org/x/oauth2@v0.38.0'],
  files: { 'main.go': readProgram('x-oauth2.go') },
})

describe.skipIf(go.missing !== undefined)(`an app in Go ${go.missing ?? ''}`, () => {
  test('signs in and refreshes with x/oauth2, which tries the header and then the body', async () => {
    const folder = go.folder ?? ''
    const got = await signInByProgram(goBinaryIn(folder), [], { folder })
    expect(got).toEqual({ isNew: true, userinfo: 200 })
  })
})
