import { expect, test } from 'vitest'
import { createReadableLog } from '../../src/cli/terminal/readable-log.ts'
import { createLogger } from '../../src/index.ts'

/** A line break, terminal commands in 7 and 8 bits, and characters that turn the text of a line round. */
const hostile = 'x\r\n{"level":"info"}\u001b[2J\u009b2J\u0085\u007f\u2028\u202e\u2066y'

test('what a request carries stays on its line in the log (C-107, OWASP ASVS 16.4.1)', () => {
  const lines: string[] = []
  createLogger({ destination: { write: (line: string) => void lines.push(line) } }).info(
    { hostile, [hostile]: 1 },
    'refused',
  )
  expect(lines).toHaveLength(1)
  expect(lines[0]?.trimEnd()).not.toMatch(/[\r\n]|\p{Cc}(?<![\u007f-\u009f])/u)
})

test('the log for a person never steers their terminal (C-107)', () => {
  const noted: string[] = []
  const screen = { write: (text: string) => void noted.push(text), hasColours: false }
  createReadableLog(screen).info({ hostile, method: hostile, path: hostile }, hostile)
  expect(noted).toHaveLength(1)
  expect(noted[0]?.trimEnd()).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u)
  expect(noted[0]).toContain('\\u009b')
})
