import { describe, expect, it } from 'vitest'
import { createRequestLog } from '../../src/log/create-request-log.ts'
import type { LogFields } from '../../src/ports/request-log.ts'
import type { AuditEvent } from '../../src/protocol/event.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'

function openLog() {
  const lines: LogFields[] = []
  const write = (level: string) => (fields: object, msg?: string) =>
    void lines.push({ level, msg, ...fields })
  const logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
  const clock = fakeClock()
  return { log: createRequestLog({ logger, clock }), lines, clock }
}

const one = { requestId: 'one', address: '192.0.2.1' }
const answer = (change: object = {}) => ({
  caller: one,
  method: 'POST',
  path: '/token',
  status: 200,
  startedAt: performance.now(),
  ...change,
})
const failed = { id: 'e1', at: 1, name: 'account.sign_in_failed', outcome: 'failure' } as const
const failure: AuditEvent = { ...failed, requestId: 'one', reason: 'wrong_credentials', address: '192.0.2.1' }

describe('the line of a request', () => {
  it('is one, with all that was noted of it, the later of two notes', () => {
    const { log, lines } = openLog()
    log.note(one, { clientId: 'app', reason: 'first' })
    log.event(failure, one)
    log.note(one, { reason: 'code_invalid', failure: 'expired' })
    log.answered(answer({ status: 400 }))
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'info',
        msg: 'refused',
        requestId: 'one',
        status: 400,
        clientId: 'app',
        event: 'account.sign_in_failed',
        eventId: 'e1',
        reason: 'code_invalid',
        failure: 'expired',
        address: '192.0.2.1',
      }),
    ])
  })

  it('says no address where nothing was refused: it is personal data', () => {
    const { log, lines } = openLog()
    log.note(one, { clientId: 'app' })
    log.answered(answer())
    expect(lines).toEqual([expect.objectContaining({ msg: 'request', clientId: 'app' })])
    expect(lines[0]).not.toHaveProperty('address')
  })

  it('holds nothing of another request', () => {
    const { log, lines } = openLog()
    log.note(one, { clientId: 'app' })
    log.answered(answer({ caller: { ...one, requestId: 'two' } }))
    expect(lines[0]).not.toHaveProperty('clientId')
  })

  it('holds nothing of another that has the same id, which a proxy may let its caller choose', () => {
    const { log, lines } = openLog()
    const other = { ...one, address: '198.51.100.7' }
    log.note(one, { clientId: 'app' })
    log.note(other, { reason: 'unknown_client' })
    log.event(failure, one)
    log.event({ ...failure, ...other, id: 'e2' }, other)
    log.answered(answer({ caller: other, status: 400 }))
    log.answered(answer({ status: 400 }))
    expect(lines).toMatchObject([
      { requestId: 'one', address: '198.51.100.7', eventId: 'e2' },
      { requestId: 'one', address: '192.0.2.1', eventId: 'e1', clientId: 'app' },
    ])
    expect(lines[0]).not.toHaveProperty('clientId')
  })

  it.each([
    [500, { err: new Error('x') }, 'error', 'fault'],
    [503, {}, 'warn', 'request'],
    [404, {}, 'info', 'request'],
    [303, { reason: 'access_denied' }, 'info', 'refused'],
  ])('of status %i and %j has the level %s', (status, noted, level, msg) => {
    const { log, lines } = openLog()
    log.note(one, noted)
    log.answered(answer({ status }))
    expect(lines).toEqual([expect.objectContaining({ level, msg, status })])
  })
})

describe('an event', () => {
  it('that succeeded has a line of its own', () => {
    const { log, lines } = openLog()
    log.event({ ...failure, name: 'account.signed_in', outcome: 'success' }, one)
    expect(lines).toEqual([expect.objectContaining({ msg: 'account.signed_in', requestId: 'one', id: 'e1' })])
  })

  it('is never lost: a second of one request, one without, and those whose request never ends', () => {
    const { log, lines } = openLog()
    log.event(failure, one)
    log.event({ ...failure, id: 'e2' }, one)
    log.event({ ...failed, id: 'e3' })
    for (let index = 0; index < 1000; index += 1) log.note({ ...one, requestId: `other ${index}` }, {})
    expect(lines.map(({ id, eventId }) => id ?? eventId)).toEqual(['e2', 'e3', 'e1'])
    log.event({ ...failure, id: 'e4' }, one)
    log.flush()
    expect(lines.at(-1)).toMatchObject({ requestId: 'one', eventId: 'e4' })
  })
})

describe('in a flood', () => {
  const refuse = (log: ReturnType<typeof openLog>['log'], address: string) => {
    const caller = { ...one, address }
    log.note(caller, { reason: 'unknown_client' })
    log.answered(answer({ status: 400, caller }))
  }

  it('one network has sixty lines a minute, and one that counts the rest', () => {
    const { log, lines, clock } = openLog()
    for (let index = 0; index < 10_000; index += 1) refuse(log, `2001:db8::${(index % 0xffff).toString(16)}`)
    expect(lines).toHaveLength(60)
    refuse(log, '192.0.2.7')
    expect(lines).toHaveLength(61)
    clock.advance(60)
    refuse(log, '192.0.2.7')
    expect(lines[61]).toMatchObject({ level: 'warn', lines: 9940, most: '2001:db8:0:0::/64' })
    expect(lines).toHaveLength(63)
  })

  it('a site has ten times those of a network, and takes none from others (RFC 6177 §2)', () => {
    const { log, lines, clock } = openLog()
    for (let index = 0; index < 20_000; index += 1) refuse(log, `2001:db8:1:${index.toString(16)}::1`)
    expect(lines).toHaveLength(600)
    for (let index = 0; index < 100; index += 1) refuse(log, `192.0.2.${index}`)
    expect(lines).toHaveLength(700)
    clock.advance(60)
    refuse(log, '192.0.2.7')
    expect(lines[700]).toMatchObject({ level: 'warn', lines: 19_400, most: '2001:db8:1::/48' })
  })

  it('the rest is counted when the server closes, too, and a clock that is set back begins anew', () => {
    const { log, lines, clock } = openLog()
    for (let index = 0; index < 61; index += 1) refuse(log, '192.0.2.7')
    clock.advance(-3600)
    refuse(log, '192.0.2.7')
    expect(lines.slice(60)).toMatchObject([{ lines: 1 }, { msg: 'refused' }])
    for (let index = 0; index < 60; index += 1) refuse(log, '192.0.2.7')
    log.flush()
    expect(lines.at(-1)).toMatchObject({ lines: 1 })
  })

  it('of one error there are sixty lines a minute, while another has its own', () => {
    const { log, lines } = openLog()
    const fail = (message: string) => {
      log.note(one, { err: new Error(message) })
      log.answered(answer({ status: 503 }))
    }
    for (let index = 0; index < 100; index += 1) fail('the database is away')
    fail('something else')
    log.flush()
    expect(lines).toHaveLength(62)
    expect(lines[61]).toMatchObject({ level: 'error', lines: 40, most: 'Error: the database is away' })
  })

  it('what is about an account keeps its line', () => {
    const { log, lines } = openLog()
    for (let index = 0; index < 100; index += 1) refuse(log, '192.0.2.7')
    log.event({ ...failure, name: 'refresh_token.replayed', accountId: 'ada' }, one)
    log.answered(answer({ status: 400 }))
    expect(lines).toHaveLength(61)
    expect(lines[60]).toMatchObject({ event: 'refresh_token.replayed', accountId: 'ada' })
  })

  it('answered requests keep their lines', () => {
    const { log, lines } = openLog()
    for (let index = 0; index < 1000; index += 1) log.answered(answer())
    expect(lines).toHaveLength(1000)
  })
})
