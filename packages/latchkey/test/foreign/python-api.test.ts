import { describe, expect, onTestFinished, test } from 'vitest'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'
import { readFileOfGuide } from '../guides/guide-blocks.ts'
import { openBooksWorld } from './books-world.ts'
import { writeFiles } from './prepare-once.ts'
import { preparePython, runPython } from './python-program.ts'

/* PyJWT and Authlib as APIs, as docs/guides/apis-in-other-languages.md has them (AT-01). */

const python = await preparePython({
  name: 'python-api',
  packages: ['PyJWT[crypto]==2.15.1', 'Authlib==1.9.10', 'joserfc==1.8.0', 'requests==2.34.2'],
  files: {},
})

/** Reads tokens from its arguments; writes a status for each, as an API would answer. */
const scripts = {
  PyJWT: `import sys, jwt
from access_token import read_access_token, has_scope
for token in sys.argv[1:]:
    try:
        claims = read_access_token(f"Bearer {token}")
        print(200 if has_scope(claims, "books:read") else 403)
    except jwt.PyJWTError:
        print(401)
`,
  Authlib: `import sys
from authlib.oauth2 import OAuth2Error
from authlib_validator import access_tokens
for token in sys.argv[1:]:
    try:
        claims = access_tokens.authenticate_token(token)
        access_tokens.validate_token(claims, ["books:read"], None)
        print(200)
    except OAuth2Error as refusal:
        print(refusal.status_code)
`,
}

describe.skipIf(python.missing !== undefined)(`an API in Python ${python.missing ?? ''}`, () => {
  test.each(Object.entries(scripts))(
    'on %s takes access tokens for it, and nothing else',
    async (_, script) => {
      const world = await openBooksWorld('at+jwt')
      onTestFinished(() => world.close())
      const read = (file: string) => world.adapt(readFileOfGuide('apis-in-other-languages', file))
      await inTemporaryFolder(async (folder) => {
        await writeFiles(folder, {
          'access_token.py': read('access_token.py'),
          'authlib_validator.py': read('authlib_validator.py'),
          'check.py': script,
        })
        const { good, lacking, wrong } = world.shown
        const tokens = [good, lacking, ...wrong]
        const said = await runPython('check.py', tokens, { prepared: python.folder ?? '', folder })
        expect(said.trim().split(/\s+/).map(Number)).toEqual([200, 403, ...wrong.map(() => 401)])
      })
    },
  )
})
