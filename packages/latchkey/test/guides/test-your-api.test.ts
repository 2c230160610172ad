import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GuideApp, writeGuideApp } from './guide-app.ts'

let app: GuideApp
beforeAll(() => {
  app = writeGuideApp('test-your-api')
})
afterAll(() => app.remove())

test('the tests in the guide on testing an API pass, all of them', async () => {
  const child = spawn(process.execPath, ['--test', '--test-reporter=tap', 'api.test.ts'], { cwd: app.folder })
  const printed = await text(child.stdout)
  expect(printed).toMatch(/^# pass 3$/m)
  expect(printed).toMatch(/^# fail 0$/m)
}, 60_000)
