import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { patiently } from '../fixtures/patiently.ts'

const module = new URL('../../src/log/create-logger.ts', import.meta.url).href
const begin = `
  import { createLogger } from '${module}'
  import { setTimeout as sleep } from 'node:timers/promises'
  const logger = createLogger()
`

/** Runs a line of the shell; `$code` is the program. */
function shell(line: string, code: string) {
  const environment = { ...process.env, node: process.execPath, code: begin + code }
  const child = spawn('sh', ['-c', line], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', note: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.note += text
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)))
  return { child, said, ended }
}

const run = '"$node" --input-type=module --eval "$code"'

describe('the log of a process', () => {
  it('ends quietly with its reader, and the process goes on', async () => {
    const { said, ended } = shell(
      `${run} | head -1`,
      `for (let n = 0; n < 50; n += 1) { logger.info({ n }, 'line'); await sleep(10) }
       process.stderr.write('still here')`,
    )
    await ended
    expect(said.out.split('\n')).toHaveLength(2)
    expect(said.note).toBe('still here')
  })

  it('takes bounded memory while its reader is slow, holds nothing up, and says how many lines were dropped', async () => {
    const { child, said, ended } = shell(
      run,
      `const text = 'x'.repeat(1000)
       for (let n = 0; n < 20_000; n += 1) logger.info({ n, text }, 'line')
       process.stderr.write('logged ' + process.memoryUsage().rss)
       process.stdin.resume(); await sleep(500)`,
    )
    child.stdout.pause()
    await expect.poll(() => said.note, patiently).toMatch(/^logged \d+$/)
    expect(Number(said.note.slice(7))).toBeLessThan(200 * 1024 * 1024)
    child.stdout.resume()
    expect(await ended).toBe(0)
    const lines = said.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const [told] = lines.filter(({ level }) => level === 'warn')
    expect(told.msg).toContain('dropped')
    expect(lines.length - 1 + told.lines).toBe(20_000)
  })

  it('is never mixed with that of another process on the same pipe (POSIX write, PIPE_BUF)', async () => {
    const { said, ended } = shell(
      `{ ${run} & ${run} & ${run} & wait; } | { sleep 1; dd bs=5000; }`,
      `for (let n = 0; n < 2000; n += 1) { logger.info({ n, text: 'x'.repeat(n % 700) }, 'line'); if (n % 500 === 0) await sleep(1) }`,
    )
    await ended
    const lines = said.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toHaveLength(6000)
  })

  it('keeps what was logged before an error ended it, with the error', async () => {
    const { said, ended } = shell(
      run,
      `for (let n = 0; n < 5000; n += 1) logger.info({ n }, 'line')
       await sleep(1)
       setImmediate(() => { logger.info({}, 'last'); throw new Error('the end') })`,
    )
    expect(await ended).toBe(1)
    expect(said.out.trimEnd().split('\n')).toHaveLength(5001)
    expect(said.note).toContain('the end')
  })
})
