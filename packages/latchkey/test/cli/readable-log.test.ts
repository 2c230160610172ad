import { expect, it } from 'vitest'
import { createReadableLog } from '../../src/cli/terminal/readable-log.ts'

function linesOf(hasColours: boolean, write: (log: ReturnType<typeof createReadableLog>) => void): string {
  const lines: string[] = []
  write(createReadableLog({ write: (line) => void lines.push(line), hasColours }))
  return lines.join('').replaceAll(/\d\d:\d\d:\d\d/g, '12:00:00')
}

const request = { requestId: 'r1', method: 'POST', path: '/token', status: 401, milliseconds: 3 }

it('shows a refused request in one line, what matters first', () => {
  const fields = { ...request, address: '192.0.2.1', sent: 'none', failure: 'wrong_secret', reason: 'x' }
  expect(linesOf(false, (log) => log.info(fields, 'refused'))).toBe(
    '12:00:00  401  POST /token  3 ms  reason=x  failure=wrong_secret  sent=none  address=192.0.2.1  requestId=r1\n',
  )
})

it('shows the stack of an error and of its causes below the line, without steering the screen', () => {
  const err = new Error('a\u001b[2J\u202e', { cause: new Error('the cause') })
  const text = linesOf(false, (log) => log.error({ ...request, status: 500, err }, 'fault'))
  expect(text).toMatch(/^12:00:00 {2}ERROR {2}500 {2}POST \/token {2}3 ms {2}fault {2}requestId=r1\n/)
  expect(text).toContain('    Error: a\\u001b[2J\\u202e\n')
  expect(text).toContain('    Error: the cause\n        at ')
})

it('is in colours only where they are wanted', () => {
  expect(linesOf(false, (log) => log.warn(request, 'x'))).not.toContain('\u001b')
  expect(linesOf(true, (log) => log.warn(request, 'x'))).toContain('\u001b[33m401\u001b[39m')
})
