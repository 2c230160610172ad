import { describe, expect, it, test } from 'vitest'
import { builtInGrantTypes, createBuiltInGrants } from '../../../src/flows/token/grants/built-in-grants.ts'
import { createGrantRegistry } from '../../../src/flows/token/grants/grant-registry.ts'
import type { GrantHandler } from '../../../src/ports/grant-handler.ts'
import type { Account } from '../../../src/protocol/accounts/account.ts'
import { refuse } from '../../../src/protocol/refusal.ts'
import { BOOKS, ISSUER, MAIL, makeClient } from '../../protocol/make-client.ts'
import { backChannel, claimsOf, makeConfidential, reasonOf, SECRET } from '../back-channel.ts'

const AS_WEB = { client_id: 'web', client_secret: SECRET }

describe('a token request', () => {
  it('names a grant type that we know and that the client may use (RFC 6749 §5.2)', async () => {
    const { token } = await backChannel()
    expect(await reasonOf(token(AS_WEB))).toBe('malformed_request')
    for (const grant_type of ['password', 'implicit', 'toString', 'Client_Credentials']) {
      expect(await reasonOf(token({ ...AS_WEB, grant_type }))).toBe('unsupported_grant_type')
    }
    const own = { client_id: 'app', grant_type: 'client_credentials' }
    expect(await reasonOf(token(own))).toBe('unauthorized_client')
  })
})

test('each grant type in the box answers to the name that it is listed under', async () => {
  const { parts } = await backChannel()
  expect(createBuiltInGrants(parts).map(({ grantType }) => grantType)).toEqual(builtInGrantTypes)
})

describe('client credentials', () => {
  const GRANT = { ...AS_WEB, grant_type: 'client_credentials' }

  it('give a token about the client itself, with nothing stored (RFC 9068 §2.2)', async () => {
    const { token, writes } = await backChannel()
    const answer = await token({ ...GRANT, scope: 'books:read openid' })
    expect(Object.keys(answer).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type'])
    const claims = claimsOf(answer.access_token)
    expect(claims).toMatchObject({ sub: 'web', client_id: 'web', aud: BOOKS, scope: 'books:read' })
    expect(claims).not.toHaveProperty('auth_time')
    expect(claims.jti).toMatch(/^[\w-]{22}$/)
    expect(writes()).toBe(0)
  })

  it('are for clients that authenticate, whatever the registration says (OAuth 2.1 §4.2)', async () => {
    const { token } = await backChannel({ clients: [makeClient({ grantTypes: ['client_credentials'] })] })
    expect(await reasonOf(token({ client_id: 'app', grant_type: 'client_credentials' }))).toBe(
      'unauthorized_client',
    )
  })

  it('stay within the list of the client (CVE-2024-52287)', async () => {
    const { token } = await backChannel()
    expect(await reasonOf(token({ ...GRANT, scope: 'books:read admin' }))).toBe('invalid_scope')
  })

  it('are for one API at a time (RFC 9068 §3)', async () => {
    const { token } = await backChannel()
    expect(await reasonOf(token(GRANT))).toBe('invalid_target')
    const answer = await token({ ...GRANT, resource: MAIL })
    expect(claimsOf(answer.access_token)).toMatchObject({ aud: MAIL, scope: 'mail:send' })
  })

  it('give a token that can be introspected and revoked', async () => {
    const { token, introspect, revoke, clients } = await backChannel()
    const { access_token } = await token({ ...GRANT, scope: 'books:read' })
    expect(await introspect(access_token)).toMatchObject({ active: true, sub: 'web' })
    const other = await token({ ...GRANT, scope: 'books:read' })
    await revoke(access_token, AS_WEB)
    expect(await introspect(access_token)).toEqual({ active: false })
    expect(await introspect(other.access_token)).toMatchObject({ active: true })
    clients.set('web', makeConfidential({ disabled: true }))
    expect(await reasonOf(introspect(other.access_token))).toBe('client_authentication_failed')
  })
})

describe('a grant type of the embedder', () => {
  const GRANT_TYPE = 'urn:example:voucher'
  const ada: Account = { id: 'ada', username: 'ada', disabled: false, claims: {} }

  const voucher = (change: object = {}): GrantHandler<{ voucher: string }> => ({
    grantType: GRANT_TYPE,
    parse: (parameters) => ({
      voucher: parameters.get('voucher') ?? refuse('malformed_request', 'Send voucher'),
    }),
    async decide(request) {
      if (request.voucher !== 'good') refuse('invalid_grant', 'The voucher is used up')
      return { account: ada, scopes: ['books:read'], audience: [BOOKS], ...change }
    },
  })
  const clients = [makeConfidential({ grantTypes: [GRANT_TYPE] }), makeClient()]
  const REQUEST = { ...AS_WEB, grant_type: GRANT_TYPE, voucher: 'good' }

  it('answers through the same endpoint (RFC 6749 §4.5)', async () => {
    const { token, introspect } = await backChannel({ clients, grants: [voucher()] })
    const answer = await token(REQUEST)
    expect(claimsOf(answer.access_token)).toMatchObject({ iss: ISSUER, sub: 'ada', client_id: 'web' })
    expect(await introspect(answer.access_token)).toMatchObject({ active: true })
    expect(await reasonOf(token({ ...REQUEST, voucher: 'bad' }))).toBe('invalid_grant')
    expect(await reasonOf(token({ ...REQUEST, voucher: '' }))).toBe('malformed_request')
  })

  it('cannot skip the authentication of the client, nor its list of grant types (RFC 6749 §5.2)', async () => {
    const { token } = await backChannel({ clients, grants: [voucher()] })
    expect(await reasonOf(token({ ...REQUEST, client_secret: 'wrong' }))).toBe('client_authentication_failed')
    const asApp = { client_id: 'app', grant_type: GRANT_TYPE, voucher: 'good' }
    expect(await reasonOf(token(asApp))).toBe('unauthorized_client')
  })

  it.each([
    ['a scope that the client is not registered for', { scopes: ['admin'] }, 'invalid_scope'],
    ['an API that nobody knows', { audience: ['https://other.example'] }, 'invalid_target'],
    ['two APIs at once', { audience: [BOOKS, MAIL] }, 'invalid_target'],
    ['nobody', { audience: [] }, 'invalid_target'],
    ['a disabled account', { account: { ...ada, disabled: true } }, 'account_unavailable'],
  ])('cannot give a token for %s', async (_, change, reason) => {
    const { token } = await backChannel({ clients, grants: [voucher(change)] })
    expect(await reasonOf(token(REQUEST))).toBe(reason)
  })

  it('commits last: what it refuses then was never sent', async () => {
    const commit = async () => refuse('invalid_grant', 'Somebody was faster')
    const { token } = await backChannel({ clients, grants: [voucher({ commit })] })
    expect(await reasonOf(token(REQUEST))).toBe('invalid_grant')
  })

  it('cannot take the place of one of ours', () => {
    expect(() => createGrantRegistry([voucher(), voucher()])).toThrow(/urn:example:voucher/)
  })
})

describe('minting comes before committing', () => {
  it('so a signer that fails loses neither the code nor the refresh token', async () => {
    let broken = true
    const customClaims = () => {
      if (broken) throw new Error('the hook is down')
      return {}
    }
    const { redeem, refresh, issueCode } = await backChannel({ settings: { customClaims } })
    const code = issueCode()
    await expect(redeem(code)).rejects.toThrow('the hook is down')
    broken = false
    const { refresh_token } = await redeem(code)
    broken = true
    await expect(refresh(refresh_token)).rejects.toThrow('the hook is down')
    broken = false
    expect((await refresh(refresh_token)).refresh_token).toMatch(/\.1\./)
  })
})
