import { describe, expect, test } from 'vitest'
import { readProgram, signInByProgram } from './natural-client.ts'
import { preparePython, pythonWith } from './python-program.ts'

const python = await preparePython({
  name: 'python-client',
  packages: ['requests-oauthlib==2.0.0'],
  files: { 'client.py': readProgram('requests_oauthlib_client.py') },
})

describe.skipIf(python.missing !== undefined)(`an app in Python ${python.missing ?? ''}`, () => {
  test('signs in by the header and refreshes by the body with requests-oauthlib', async () => {
    const folder = python.folder ?? ''
    const { command, environment } = pythonWith(folder)
    const got = await signInByProgram(command, ['client.py'], { folder, environment })
    expect(got).toEqual({ isNew: true, userinfo: 200 })
  })
})
