import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { expect } from 'vitest'
import type { AdoptRefreshToken } from '../../src/index.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { expectRefusal, refreshAs, type TokenAnswer, tokensOf } from '../fixtures/client-calls.ts'
import { booksApi, openWorld, type World } from '../fixtures/server-without-network.ts'
import { readFileOfGuide } from '../guides/guide-blocks.ts'

const resultsFolder = join(import.meta.dirname, '..', '..', 'test-results')

/** The function of that name in a file of a guide, as somebody has it who follows the guide. */
export async function loadFromGuide<Exported>(guide: string, file: string, name: string): Promise<Exported> {
  mkdirSync(resultsFolder, { recursive: true })
  const folder = mkdtempSync(join(resultsFolder, `${guide}-`))
  try {
    writeFileSync(join(folder, file), readFileOfGuide(guide, file))
    return (await import(join(folder, file)))[name]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Latchkey in the place of the old server, with the same clients: `app` and `spa`. */
export async function withNewServer<Result>(
  adoptRefreshToken: AdoptRefreshToken,
  use: (world: World) => Promise<Result>,
): Promise<Result> {
  // The old server has no clock of ours.
  const world = await openWorld({ adoptRefreshToken }, fakeClock(Math.floor(Date.now() / 1000)))
  try {
    return await use(world)
  } finally {
    await world.server.close()
  }
}

/** What every moving guide promises: alice goes on, once and as herself, and nobody else with her token. */
export async function expectMoved(
  world: World,
  { refreshToken, clientId }: { readonly refreshToken: string; readonly clientId: 'app' | 'spa' },
): Promise<TokenAnswer> {
  const stranger = clientId === 'app' ? 'spa' : 'app'
  await expectRefusal(refreshAs(world, stranger, refreshToken), 'invalid_grant')
  const tokens = await tokensOf(refreshAs(world, clientId, refreshToken))
  const claims = decodeJwt(tokens.access_token)
  expect(claims).toMatchObject({ sub: 'alice-id', client_id: clientId })
  expect([claims.aud].flat()).toContain(booksApi)
  expect(tokens.scope.split(' ')).toContain('books:read')
  expect((await tokensOf(refreshAs(world, clientId, refreshToken))).refresh_token).toBe(tokens.refresh_token)
  await tokensOf(refreshAs(world, clientId, tokens.refresh_token))
  return tokens
}
