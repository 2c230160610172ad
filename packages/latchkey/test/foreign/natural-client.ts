import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openLiveServer } from '../fixtures/loopback-server.ts'
import { startForeignProgram } from './foreign-program.ts'

const redirectUri = 'http://127.0.0.1:33418/callback'
/** As `openssl rand -base64` makes them: Basic headers differ in whether they encode it. */
const clientSecret = 'aB3+x/y9==aB3+x/y9zQaB3%2Bx/y9zQ='

/** The source of a program of ours that uses a library of others as its documentation says. */
export function readProgram(name: string): string {
  return readFileSync(join(import.meta.dirname, 'programs', name), 'utf8')
}

/**
 * Lets a program sign Ada in as a client that is registered by nothing but a secret and a redirect URI. The
 * program writes the authorization URL, reads where the browser came back to, and writes what it got, as
 * JSON.
 */
export async function signInByProgram(
  command: string,
  words: readonly string[],
  at: { readonly folder: string; readonly environment?: Readonly<Record<string, string>> },
): Promise<unknown> {
  const live = await openLiveServer([], {
    clients: [{ clientId: 'shop', clientSecret, redirectUris: [redirectUri] }],
  })
  try {
    const told = [...words, live.issuer.origin, 'shop', clientSecret, redirectUri]
    const program = await startForeignProgram(command, told, { ...at, isReady: /^(http\S+)\r?\n/m })
    try {
      const { url } = await live.visit(new URL(program.ready[1] ?? ''))
      return JSON.parse(await program.finish(url))
    } finally {
      await program.close()
    }
  } finally {
    await live.close()
  }
}
