import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { createLogger } from '../../src/log/create-logger.ts'

const module = new URL('../../src/log/create-logger.ts', import.meta.url).href

/** What a process writes that logs two lines and then ends as `end` says. */
function outputOf(end: string): Promise<string> {
  const code = `
    import { createLogger } from '${module}'
    const logger = createLogger()
    logger.info({}, 'first')
    logger.info({}, 'second')
    ${end}`
  return run(code)
}

function run(code: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return new Promise((resolve) => {
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
    })
    child.on('close', () => resolve(text))
  })
}

function messagesIn(text: string): readonly unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).msg)
}

describe('what was logged is written', () => {
  it.each([
    ['when nothing is left to do', ''],
    ['at process.exit()', 'process.exit(0)'],
    ['when an error ends the process', 'setImmediate(() => { throw new Error() })'],
  ])('%s', async (_when, end) => {
    expect(messagesIn(await outputOf(end))).toEqual(['first', 'second'])
  })

  it('by a worker thread too', async () => {
    const inside = `import('${module}').then(({ createLogger }) => createLogger().info({}, 'inside'))`
    const code = `import { Worker } from 'node:worker_threads'\nnew Worker(${JSON.stringify(inside)}, { eval: true })`
    expect(messagesIn(await run(code))).toEqual(['inside'])
  })
})

describe('a log line', () => {
  function lineOf(fields: object): Record<string, unknown> {
    let text = ''
    const write = (line: string) => {
      text += line
    }
    createLogger({ destination: { write } }).info(fields, 'message')
    return JSON.parse(text)
  }

  it('holds the level as a word and the time in UTC', () => {
    expect(lineOf({ n: 1 })).toMatchObject({ level: 'info', n: 1, msg: 'message' })
    expect(lineOf({}).time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  })

  it('holds no value of a field that is named as a secret, nor one level below (OWASP ASVS 16.2.5)', () => {
    const fields = { token: 'a-token', query: { code: 'a-code', state: 'kept' }, path: '/token' }
    expect(lineOf(fields)).toMatchObject({
      token: '[redacted]',
      query: { code: '[redacted]', state: 'kept' },
      path: '/token',
    })
  })

  it('leaves the caller’s own object as it was', () => {
    const fields = { token: 'a-token' }
    lineOf(fields)
    expect(fields.token).toBe('a-token')
  })
})
