import { describe, expect, onTestFinished, test } from 'vitest'
import { readFileOfGuide } from '../guides/guide-blocks.ts'
import { openBooksWorld } from './books-world.ts'
import { startForeignProgram } from './foreign-program.ts'
import { goBinaryIn, prepareGo } from './go-program.ts'

/* go-oidc as an API, as docs/guides/apis-in-other-languages.md has it (AT-01). */

const go = await prepareGo({
  name: 'go-api',
  modules: ['github.com/coreos/go-oidc/v3@v3.21.0'],
  files: { 'main.go': readFileOfGuide('apis-in-other-languages', 'main.go') },
})

describe.skipIf(go.missing !== undefined)(`an API in Go ${go.missing ?? ''}`, () => {
  test.each(['JWT', 'at+jwt'] as const)('takes access tokens that are %s, and nothing else', async (way) => {
    const world = await openBooksWorld(way)
    onTestFinished(() => world.close())
    const program = await startForeignProgram(goBinaryIn(go.folder ?? ''), [], {
      folder: go.folder ?? '',
      isReady: /listening on (\S+)\n/,
      environment: { ...world.environment, LISTEN: '127.0.0.1:0' },
    })
    onTestFinished(() => program.close())
    const answerTo = async (token: string) => {
      const response = await fetch(`http://${program.ready[1]}/books`, {
        headers: { authorization: `Bearer ${token}` },
      })
      return `${response.status} ${await response.text()}`
    }
    const { good, lacking, wrong } = world.shown
    expect(await answerTo(good)).toBe('200 books of ada-id')
    expect(await answerTo(lacking)).toMatch(/^403 /)
    for (const token of wrong) expect(await answerTo(token)).toMatch(/^401 /)
  })
})
