import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Configuration } from '../../src/index.ts'
import { issuer, openWorld, post } from '../fixtures/server-without-network.ts'
import { answering, listening, listeningSecurely } from './outbound-world.ts'
import { startProxy } from './test-proxy.ts'

const pair = await generateKeyPair('ES256', { extractable: true })
const keys = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one' }] })

/** Asks for a token as a client whose keys are at this URL; answers the status and what the log was told. */
async function askWithKeysAt(jwksUri: string, outbound?: Configuration['outbound']) {
  const said: unknown[] = []
  const told = (...words: unknown[]) => void said.push(...words)
  const robot = { clientId: 'robot', grantTypes: ['client_credentials'], scopes: [], jwksUri }
  const world = await openWorld({
    clients: [robot],
    outbound,
    logger: { debug: told, info: told, warn: told, error: told },
  })
  const now = world.clock.now()
  const assertion = await new SignJWT({ jti: jwksUri, iat: now, exp: now + 60 })
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setIssuer('robot')
    .setSubject('robot')
    .setAudience(issuer)
    .sign(pair.privateKey)
  const { status } = await post(world.server, '/token', {
    grant_type: 'client_credentials',
    client_assertion: assertion,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  })
  await world.server.close()
  return {
    status,
    said: JSON.stringify(said, (_, value) => (value instanceof Error ? String(value) : value)),
  }
}

describe('a server whose clients keep their keys inside (13.2.4)', () => {
  it('fetches them from the origin or the network that outbound.allow names, and else not (C-68)', async () => {
    const port = await listening(answering(keys))
    const secure = await listeningSecurely(answering(keys))
    const inside = `http://127.0.0.1:${port}/jwks`
    expect(await askWithKeysAt(inside, { allow: [`http://127.0.0.1:${port}`] })).toMatchObject({
      status: 200,
    })
    const network = { allow: ['127.0.0.0/8', '::1'] }
    expect(await askWithKeysAt(`https://localhost:${secure}/`, network)).toMatchObject({ status: 200 })
    const refused = await askWithKeysAt(inside)
    expect(refused).toMatchObject({ status: 401, said: expect.stringContaining('outbound.allow names') })
  })

  it('fetches them through outbound.proxy, whose password is in no log', async () => {
    const secure = await listeningSecurely(answering(keys))
    const proxy = await startProxy()
    const outbound = {
      allow: [`https://localhost:${secure}`],
      proxy: proxy.url.replace('//', '//me:hunter2@'),
    }
    expect(await askWithKeysAt(`https://localhost:${secure}/`, outbound)).toMatchObject({ status: 200 })
    const failing = { ...outbound, proxy: 'http://me:hunter2@127.0.0.1:1' }
    const { status, said } = await askWithKeysAt(`https://localhost:${secure}/`, failing)
    expect([status, said]).toEqual([401, expect.stringContaining('ECONNREFUSED')])
    expect(said).not.toContain('hunter2')
    expect(proxy.seen).toHaveLength(1)
  })
})
