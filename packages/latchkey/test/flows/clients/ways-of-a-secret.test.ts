import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../../src/protocol/clients/client.ts'
import { makeClient } from '../../protocol/make-client.ts'
import { backChannel, claimsOf, makeConfidential, reasonOf, SECRET } from '../back-channel.ts'

const GRANT = { grant_type: 'client_credentials', scope: 'books:read' }

/** As curl and many libraries write it. */
const asSent = (clientId: string, secret: string) =>
  `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`
/** As RFC 6749 §2.3.1 says. */
const encoded = (clientId: string, secret: string) =>
  asSent(encodeURIComponent(clientId), encodeURIComponent(secret))
const inBody = (client_id: string, client_secret: string) => ({ client_id, client_secret })

const either = (change: Partial<Client> = {}) =>
  makeConfidential({ tokenEndpointAuthMethod: 'client_secret', ...change })
const withSecret = (clientId: string, secret: string, change: Partial<Client> = {}) => {
  const secretHash = createHash('sha256').update(secret).digest('base64url')
  return either({
    clientId,
    secrets: [{ id: 'one', label: '', secretHash, lastFour: '', createdAt: 0 }],
    ...change,
  })
}

describe('a secret without a registered method', () => {
  it('is good in the header and in the body, at every endpoint (RFC 6749 §2.3.1)', async () => {
    const { token, introspect, revoke } = await backChannel({ clients: [either()] })
    const { access_token } = await token(GRANT, asSent('web', SECRET))
    await token({ ...GRANT, ...inBody('web', SECRET) })
    expect(await introspect(access_token, inBody('web', SECRET))).toMatchObject({ active: true })
    await revoke(access_token, inBody('web', SECRET))
    expect(await introspect(access_token)).toEqual({ active: false })
  })

  it('may move between the two, as in libraries that refresh by the other way', async () => {
    const { token, issueCode } = await backChannel({ clients: [either()] })
    const code = issueCode({ clientId: 'web' })
    const code_verifier = 'a-verifier-of-forty-three-characters-or-more'
    const first = await token(
      { grant_type: 'authorization_code', code, code_verifier },
      asSent('web', SECRET),
    )
    const refresh_token = String(first.refresh_token)
    const fields = { grant_type: 'refresh_token', refresh_token, ...inBody('web', SECRET) }
    expect(claimsOf((await token(fields)).access_token).client_id).toBe('web')
  })

  it('is still asked for, and still one way per request (OAuth 2.1 §2.4)', async () => {
    const { token } = await backChannel({ clients: [either()] })
    expect(await reasonOf(token({ ...GRANT, client_id: 'web' }))).toBe('client_authentication_failed')
    const both = token({ ...GRANT, ...inBody('web', SECRET) }, asSent('web', SECRET))
    expect(await reasonOf(both)).toBe('client_authentication_ambiguous')
  })
})

describe('a right secret in the wrong place', () => {
  it('is refused with the same answer, but is no guess: the right place stays open (TOK-12)', async () => {
    const { token, parts, writes, reset } = await backChannel()
    const attempts = 2 * parts.settings.limits.clientSecretAttemptsPerAddress
    const wrongPlace = () => token(GRANT, asSent('web', SECRET)).catch((cause: unknown) => cause)
    const wrongSecret = await token(GRANT, asSent('web', 'wrong')).catch((cause: unknown) => cause)
    reset()
    for (let tries = 0; tries < attempts; tries++) {
      const refusal = await wrongPlace()
      expect(refusal).toMatchObject({
        reason: 'client_authentication_failed',
        message: (wrongSecret as Error).message,
      })
      await token({ ...GRANT, ...inBody('web', SECRET) })
    }
    expect(writes()).toBe(0)
  })

  it('counts as one where the secret has expired, or the client is not registered for secrets', async () => {
    const secrets = makeConfidential().secrets
    const clients = [
      makeConfidential({ secrets: secrets.map((secret) => ({ ...secret, expiresAt: 1 })) }),
      makeConfidential({ clientId: 'key', tokenEndpointAuthMethod: 'private_key_jwt' }),
      makeClient({ secrets }),
    ]
    const { token, writes, reset } = await backChannel({ clients })
    for (const id of ['web', 'key', 'app']) {
      reset()
      expect(await reasonOf(token(GRANT, asSent(id, SECRET))), id).toBe('client_authentication_failed')
      expect(writes(), id).toBe(2)
    }
  })
})

describe('what failed', () => {
  const clients = [
    makeConfidential(),
    makeConfidential({ clientId: 'off', disabled: true }),
    makeConfidential({ clientId: 'key', tokenEndpointAuthMethod: 'private_key_jwt' }),
    makeClient(),
    makeConfidential({ clientId: 'either', tokenEndpointAuthMethod: 'client_secret' }),
  ]

  it.each([
    ['nobody', SECRET, { failure: 'unknown_client', sent: 'client_secret_basic' }],
    ['off', SECRET, { failure: 'disabled_client', registered: 'client_secret_post' }],
    ['web', 'wrong', { failure: 'wrong_secret', registered: 'client_secret_post' }],
    ['either', 'wrong', { failure: 'wrong_secret', registered: 'header or body' }],
    ['web', SECRET, { failure: 'secret_in_wrong_place', sent: 'client_secret_basic' }],
    ['web', '', { failure: 'method_not_registered', sent: 'none', registered: 'client_secret_post' }],
    ['key', SECRET, { failure: 'method_not_registered', registered: 'private_key_jwt' }],
    ['app', SECRET, { failure: 'method_not_registered', registered: 'none' }],
  ])('for %s with %j stands in the log and in the event, not in the answer', async (id, secret, told) => {
    const { token, reported } = await backChannel({ clients })
    const refusal = await token(GRANT, asSent(id, secret)).catch((cause: unknown) => cause)
    expect(refusal).toMatchObject({
      detail: {
        description:
          'The client is unknown, its credentials are wrong, or it is registered for another method',
        evidence: { clientId: id, scheme: 'basic', ...told },
      },
    })
    const { failure: reason, ...detail } = told
    expect(reported).toMatchObject([{ name: 'client.authentication_failed', clientId: id, reason, detail }])
  })
})

describe('a Basic header', () => {
  it.each(['aB3+x/y9==aB3+x/y9zQ', '100%25+sure', '50%+zz%', 'a:b%3Ac', 'a b%:+é'])(
    'is good encoded and as it is: %s (TOK-08)',
    async (secret) => {
      const { token } = await backChannel({ clients: [withSecret('web', secret)] })
      await token(GRANT, encoded('web', secret))
      await token(GRANT, asSent('web', secret))
      expect(await reasonOf(token(GRANT, asSent('web', `${secret}+`)))).toBe('client_authentication_failed')
    },
  )

  it('may name its client in either way, and the body says which is meant', async () => {
    const clients = [withSecret('a b', 'of-the-space'), withSecret('a+b', 'of-the-plus')]
    const { token } = await backChannel({ clients })
    const clientFor = async (header: string, fields = {}) =>
      claimsOf((await token({ ...GRANT, ...fields }, header)).access_token).client_id
    expect(await clientFor(asSent('a+b', 'of-the-plus'))).toBe('a+b')
    expect(await clientFor(asSent('a+b', 'of-the-space'))).toBe('a b')
    expect(await clientFor(asSent('a+b', 'of-the-plus'), { client_id: 'a+b' })).toBe('a+b')
    const other = token({ ...GRANT, client_id: 'a b' }, asSent('a+b', 'of-the-plus'))
    expect(await reasonOf(other)).toBe('client_authentication_failed')
    const stranger = token({ ...GRANT, client_id: 'web' }, asSent('a+b', 'of-the-plus'))
    expect(await reasonOf(stranger)).toBe('client_authentication_ambiguous')
  })

  it('that can be read as from two clients is a guess at each that is known, and blamed on none else', async () => {
    const clients = [withSecret('a+b', 'right'), withSecret('a b', 'other')]
    const { token, reported, clients: known } = await backChannel({ clients })
    await reasonOf(token(GRANT, asSent('a+b', 'wrong')))
    expect(reported.map(({ clientId }) => clientId)).toEqual(['a b', 'a+b'])
    known.delete('a b')
    reported.length = 0
    await reasonOf(token(GRANT, asSent('a+b', 'wrong')))
    expect(reported.map(({ clientId }) => clientId)).toEqual(['a+b'])
  })

  it('that can be read as from two clients opens neither once one of them is closed', async () => {
    const { token, parts } = await backChannel({ clients: [withSecret('a+b', 'right')] })
    const attempts = parts.settings.limits.clientSecretAttemptsPerAddress
    for (let tries = 0; tries < attempts; tries++) await reasonOf(token(GRANT, asSent('a+b', 'wrong')))
    expect(await reasonOf(token(GRANT, asSent('a+b', 'right')))).toBe('too_many_attempts')
    expect(await reasonOf(token(GRANT, encoded('a+b', 'right')))).toBe('too_many_attempts')
  })
})

describe('an empty secret', () => {
  const refresh = { grant_type: 'refresh_token', refresh_token: 'none' }

  it('in the header is none, as in the body: a public client is identified (OAuth 2.1 §3.2)', async () => {
    const { token } = await backChannel()
    const inHeader = [
      token(refresh, asSent('app', '')),
      token({ ...refresh, client_id: 'app' }, asSent('app', '')),
    ]
    for (const answer of [...inHeader, token({ ...refresh, ...inBody('app', '') })])
      expect(await reasonOf(answer)).toBe('refresh_token_invalid')
  })

  it('is wrong for a client with a secret, and for an introspection (RFC 7662 §2.1)', async () => {
    const { token, introspect } = await backChannel({ clients: [either(), makeClient()] })
    expect(await reasonOf(token(GRANT, asSent('web', '')))).toBe('client_authentication_failed')
    expect(await reasonOf(token({ ...GRANT, ...inBody('web', '') }))).toBe('client_authentication_failed')
    expect(await reasonOf(introspect('x', inBody('app', '')))).toBe('client_authentication_failed')
  })

  it('in the body is none beside a header, but a header beside a secret is a second way (OAuth 2.1 §2.4)', async () => {
    const { token } = await backChannel({ clients: [either()] })
    await token({ ...GRANT, ...inBody('web', '') }, asSent('web', SECRET))
    const second = token({ ...GRANT, ...inBody('web', SECRET) }, asSent('web', ''))
    expect(await reasonOf(second)).toBe('client_authentication_ambiguous')
  })

  it('without a client is nobody: the header has to name one', async () => {
    const { token } = await backChannel()
    for (const header of ['Basic', 'Basic ', asSent('', '')])
      expect(await reasonOf(token({ ...refresh, client_id: 'app' }, header)), header).toMatch(
        /^client_authentication_(?:failed|ambiguous)$/,
      )
  })
})
