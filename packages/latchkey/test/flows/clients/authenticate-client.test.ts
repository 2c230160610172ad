import { createHash } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../../src/protocol/clients/client.ts'
import { Refusal } from '../../../src/protocol/refusal.ts'
import { ISSUER, makeClient } from '../../protocol/make-client.ts'
import { type BackChannel, backChannel, makeConfidential, reasonOf, SECRET } from '../back-channel.ts'

const GRANT = { grant_type: 'client_credentials', scope: 'books:read' }
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

function basic(clientId: string, secret: string): string {
  return `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString('base64')}`
}

function secretOf(secret: string, change: Partial<Client['secrets'][number]> = {}) {
  const secretHash = createHash('sha256').update(secret).digest('base64url')
  return { id: secret, label: '', secretHash, lastFour: '', createdAt: 0, ...change }
}

describe('a client with a secret', () => {
  it('authenticates in the body, with nothing written (OAuth 2.1 §2.4.1)', async () => {
    const { token, writes } = await backChannel()
    await token({ ...GRANT, client_id: 'web', client_secret: SECRET })
    expect(writes()).toBe(0)
  })

  it('authenticates by Basic with both parts form-urlencoded (RFC 6749 §2.3.1)', async () => {
    const secret = 'a b%:+é'
    const clients = [
      makeConfidential({
        clientId: 'https://we:b',
        tokenEndpointAuthMethod: 'client_secret_basic',
        secrets: [secretOf(secret)],
      }),
    ]
    const { token } = await backChannel({ clients })
    await token(GRANT, basic('https://we:b', secret))
    await token(
      { ...GRANT, client_id: 'https://we:b' },
      basic('https://we:b', secret).replace('Basic', 'bAsIc'),
    )
  })

  it('fails with anything that is not exactly Basic, and never with a fault', async () => {
    const clients = [makeConfidential({ tokenEndpointAuthMethod: 'client_secret_basic' })]
    const { token } = await backChannel({ clients })
    const encode = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
    const malformed = [
      'Basic',
      'Basic ',
      'Basic %%%',
      'Basic d2Vi',
      encode('web'),
      encode('web:%zz'),
      encode('web:%C3'),
    ]
    const others = [
      `${basic('web', SECRET)}=`,
      `Basic  ${basic('web', SECRET)}`,
      `Bearer ${SECRET}`,
      'Basic /w==',
    ]
    for (const header of [...malformed, ...others]) {
      expect(await reasonOf(token(GRANT, header)), header).toBe('client_authentication_failed')
    }
  })

  it('has one method, the registered one (OpenID Connect Registration §2)', async () => {
    const { token } = await backChannel()
    expect(await reasonOf(token(GRANT, basic('web', SECRET)))).toBe('client_authentication_failed')
    expect(await reasonOf(token({ ...GRANT, client_id: 'web' }))).toBe('client_authentication_failed')
  })

  it('is not believed for a public client, even with a secret on record (OAuth 2.1 §3.2.2; CVE-2026-44476)', async () => {
    const { token, clients } = await backChannel()
    clients.set('app', makeClient({ secrets: [secretOf(SECRET)] }))
    const code = { grant_type: 'authorization_code', code: 'x', client_id: 'app', client_secret: SECRET }
    expect(await reasonOf(token(code))).toBe('client_authentication_failed')
  })

  it('uses one method per request (OAuth 2.1 §2.4)', async () => {
    const { token } = await backChannel()
    const both = token({ ...GRANT, client_id: 'web', client_secret: SECRET }, basic('web', SECRET))
    expect(await reasonOf(both)).toBe('client_authentication_ambiguous')
    const assertion = { client_assertion: 'x', client_assertion_type: ASSERTION_TYPE }
    expect(await reasonOf(token({ ...GRANT, ...assertion }, basic('web', SECRET)))).toBe(
      'client_authentication_ambiguous',
    )
    expect(await reasonOf(token({ ...GRANT, ...assertion, client_secret: SECRET }))).toBe(
      'client_authentication_ambiguous',
    )
  })

  it('names one client in header and body (RFC 6749 §3.2.1)', async () => {
    const { token } = await backChannel()
    expect(await reasonOf(token({ ...GRANT, client_id: 'app' }, basic('web', SECRET)))).toBe(
      'client_authentication_ambiguous',
    )
  })

  it('may have several secrets, each until its expiry (RFC 7591 §3.2.1)', async () => {
    const secrets = [secretOf('old', { expiresAt: 1_800_000_100 }), secretOf('new')]
    const { token, clock } = await backChannel({ clients: [makeConfidential({ secrets })] })
    await token({ ...GRANT, client_id: 'web', client_secret: 'old' })
    await token({ ...GRANT, client_id: 'web', client_secret: 'new' })
    clock.advance(100)
    expect(await reasonOf(token({ ...GRANT, client_id: 'web', client_secret: 'old' }))).toBe(
      'client_authentication_failed',
    )
  })

  it('is answered alike when unknown, disabled or wrong (OWASP ASVS 6.3.8)', async () => {
    const { token, clients } = await backChannel()
    clients.set('off', makeConfidential({ clientId: 'off', disabled: true }))
    const answers = await Promise.all(
      ['nobody', 'off', 'web'].map((client_id) =>
        token({ ...GRANT, client_id, client_secret: client_id === 'off' ? SECRET : 'wrong' }).catch(
          (cause: Refusal) => [cause.reason, cause.detail.description],
        ),
      ),
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  })

  it('is noted as used when the notes are flushed, not on the way, and once an hour', async () => {
    const { token, clients, parts, verbs, reset, clock } = await backChannel()
    const web = clients.get('web')
    if (web) await parts.storage.clients.create(web)
    reset()
    const use = () => token({ ...GRANT, client_id: 'web', client_secret: SECRET })
    await Promise.all([use(), use(), use()])
    expect(verbs).toEqual([])
    await parts.secretUse.flush()
    await use()
    await parts.secretUse.flush()
    expect(verbs).toEqual(['clients.noteSecretUse'])
    expect((await parts.storage.clients.find('web'))?.secrets[0]?.lastUsedAt).toBe(clock.now())
    reset()
    clock.advance(-7200)
    await use()
    await parts.secretUse.flush()
    expect(verbs, 'after the clock was set back').toEqual(['clients.noteSecretUse'])
  })
})

describe('guessing at a client secret', () => {
  const guess = ({ token }: BackChannel, address?: string) =>
    token({ ...GRANT, client_id: 'web', client_secret: 'wrong' }, undefined, address)

  async function guessAll(channel: BackChannel) {
    const { clientSecretAttemptsPerAddress } = channel.parts.settings.limits
    for (let tries = 0; tries < clientSecretAttemptsPerAddress; tries++) {
      expect(await reasonOf(guess(channel))).toBe('client_authentication_failed')
    }
  }

  it('ends for that address, the right secret included, until the window ends (OAuth 2.1 §2.4.1)', async () => {
    const channel = await backChannel()
    const { token, clock, parts } = channel
    await guessAll(channel)
    const right = () => token({ ...GRANT, client_id: 'web', client_secret: SECRET })
    const refusal = await right().catch((cause: unknown) => cause)
    expect(refusal).toBeInstanceOf(Refusal)
    expect(refusal).toMatchObject({
      reason: 'too_many_attempts',
      detail: { retryAfterSeconds: parts.settings.limits.clientSecretWindowSeconds },
    })
    clock.advance(parts.settings.limits.clientSecretWindowSeconds)
    await right()
  })

  it('does not lock the client out from elsewhere', async () => {
    const channel = await backChannel()
    await guessAll(channel)
    await channel.token({ ...GRANT, client_id: 'web', client_secret: SECRET }, undefined, '192.0.2.2')
  })

  it('writes nothing more once it has ended', async () => {
    const channel = await backChannel()
    await guessAll(channel)
    channel.reset()
    expect(await reasonOf(guess(channel))).toBe('too_many_attempts')
    expect(channel.writes()).toBe(0)
  })
})

describe('a client with a key', async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwks = { keys: [{ kty: 'EC', ...(await exportJWK(publicKey)), kid: 'one' }] }
  const client = makeConfidential({ tokenEndpointAuthMethod: 'private_key_jwt', secrets: [], jwks })

  const assert = (now: number, claims: Record<string, unknown> = {}) =>
    new SignJWT({ iss: 'web', sub: 'web', aud: ISSUER, exp: now + 60, jti: 'jti-1', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .sign(privateKey)

  const withAssertion = (client_assertion: string) => ({
    ...GRANT,
    client_assertion,
    client_assertion_type: ASSERTION_TYPE,
  })

  it('authenticates by a signed assertion, with or without client_id (RFC 7523 §2.2)', async () => {
    const { token, clock } = await backChannel({ clients: [client] })
    await token(withAssertion(await assert(clock.now())))
    await token({ ...withAssertion(await assert(clock.now(), { jti: 'jti-2' })), client_id: 'web' })
  })

  it('cannot use an assertion twice, at the same endpoint or another (CVE-2020-15222)', async () => {
    const { token, introspect, clock } = await backChannel({ clients: [client] })
    const fields = withAssertion(await assert(clock.now()))
    await token(fields)
    expect(await reasonOf(token(fields))).toBe('client_authentication_failed')
    expect(await reasonOf(introspect('x', { ...fields, client_secret: '' }))).toBe(
      'client_authentication_failed',
    )
  })

  it('cannot use an assertion of another, for another, or out of time', async () => {
    const { token, clock } = await backChannel({ clients: [client, makeConfidential({ clientId: 'b' })] })
    const wrong = [
      await assert(clock.now(), { aud: 'https://other.example' }),
      await assert(clock.now(), { aud: [ISSUER, 'https://other.example'] }),
      await assert(clock.now(), { exp: clock.now() - 60 }),
      await assert(clock.now(), { exp: clock.now() + 86_400 }),
      await assert(clock.now(), { iss: 'b' }),
      await assert(clock.now(), { sub: 'b' }),
      `${await assert(clock.now())}A`,
      '.'.repeat(1_000_000),
      'nonsense',
    ]
    for (const assertion of wrong) {
      expect(await reasonOf(token(withAssertion(assertion)))).toBe('client_authentication_failed')
    }
    const right = withAssertion(await assert(clock.now()))
    expect(await reasonOf(token({ ...right, client_id: 'b' }))).toBe('client_authentication_failed')
    expect(await reasonOf(token({ ...right, client_assertion_type: 'other' }))).toBe(
      'client_authentication_failed',
    )
    await token(right)
  })

  it('cannot use a secret instead', async () => {
    const { token } = await backChannel({ clients: [{ ...client, secrets: [secretOf(SECRET)] }] })
    expect(await reasonOf(token({ ...GRANT, client_id: 'web', client_secret: SECRET }))).toBe(
      'client_authentication_failed',
    )
  })
})

describe('a request without a client', () => {
  it('is told to name one', async () => {
    const { token } = await backChannel()
    expect(await reasonOf(token(GRANT))).toBe('malformed_request')
  })

  it('with an id that nobody could have registered fails without a look at the database', async () => {
    const { token, writes } = await backChannel()
    for (const client_id of ['a\u0000b', 'é', 'x'.repeat(10_000)]) {
      expect(await reasonOf(token({ ...GRANT, client_id }))).toBe('client_authentication_failed')
    }
    expect(writes()).toBe(0)
  })
})
