import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { reportThrown } from '../../src/http/answers/report-thrown.ts'
import type { ReportedEvent } from '../../src/ports/events.ts'
import { Refusal, type RefusalReason } from '../../src/protocol/refusal.ts'
import { notedRequests } from '../fixtures/noted-requests.ts'

const folder = join(import.meta.dirname, '../../src')
const read = (file: string) => readFileSync(join(folder, file), 'utf8')
const membersIn = (file: string) =>
  [...read(file).matchAll(/^ {2}\| '([\w.]+)'$/gm)].map(([, member = '']) => member)

const events = membersIn('protocol/event.ts')
const reasons = membersIn('protocol/refusal.ts') as RefusalReason[]

/** The words that stand in no source file but those that define, sort or answer them. */
function unused(words: readonly string[], definitions: RegExp): readonly string[] {
  const files = globSync('**/*.{ts,tsx}', { cwd: folder }).map((file) => file.replaceAll('\\', '/'))
  const text = files
    .filter((file) => !definitions.test(file))
    .map(read)
    .join('\n')
  return words.filter((word) => !text.includes(`'${word}'`))
}

test('every event and every reason for a refusal comes from somewhere', () => {
  expect(events.length).toBeGreaterThan(20)
  // One counts the others, and comes from the room that stores them.
  expect(unused(events, /^(?:protocol\/event\.ts|events\/|testing\/)/)).toEqual(['events.counted'])
  // One is for grant types of an operator's own.
  expect(unused(reasons, /^(?:protocol\/refusal\.ts|http\/answers\/)/)).toEqual(['invalid_grant'])
})

describe('a refusal', () => {
  const recordsOf = (reason: RefusalReason) => {
    const reported: ReportedEvent[] = []
    const refusal = new Refusal(reason, { evidence: { clientId: 'app' } })
    reportThrown(
      refusal,
      { path: '/token', caller: { address: '192.0.2.1', requestId: 'request-1' } },
      { events: { report: (event) => reported.push(event) }, requestLog: notedRequests().requestLog },
    )
    return reported.map(({ name, reason: told }) => `${name} ${told}`)
  }

  test('that an event of its own name tells is not recorded a second time', () => {
    const failures = events.filter((name) => /(?:failed|locked|replayed)$/.test(name))
    const told = failures.map((name) => name.replace('.', '_'))
    const twice = reasons.filter((reason) => told.includes(reason))
    expect(twice).toEqual(['client_authentication_failed', 'code_replayed', 'refresh_token_replayed'])
    expect(twice.flatMap(recordsOf)).toEqual([])
  })

  test('of a known client is recorded with its reason (OWASP ASVS 16.3.2)', () => {
    expect(recordsOf('redirect_uri_mismatch')).toEqual(['request.refused redirect_uri_mismatch'])
  })
})
