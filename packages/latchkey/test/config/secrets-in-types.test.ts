import { describe, expectTypeOf, test } from 'vitest'
import { type Configuration, defineConfig, fromEnvironment } from '../../src/index.ts'
import type { StatedClient } from '../../src/protocol/clients/client.ts'
import type { commandOptions, serverOptions } from '../../src/settings/options.ts'

const issuer = 'https://id.example.com'
const { NOT_SET } = process.env

/** Never called: the compiler reads it, and `npm test -- types` fails if it no longer refuses a line. */
export function refusedByTheCompiler(): readonly unknown[] {
  const base = { clientId: 'shop', redirectUris: ['https://shop.example.com/callback'] }
  return [
    // @ts-expect-error: without the variable, the client would be public
    defineConfig({ issuer, clients: [{ ...base, clientSecret: NOT_SET }] }),
    // @ts-expect-error: in a list too
    defineConfig({ issuer, clients: [{ ...base, clientSecret: [NOT_SET] }] }),
    // @ts-expect-error: the server would make a secret itself
    defineConfig({ issuer, secret: NOT_SET }),
    // @ts-expect-error: the secret would be kept beside the database
    defineConfig({ issuer, secretFile: NOT_SET }),
    // @ts-expect-error: everything would be kept in a file of the current folder
    defineConfig({ issuer, storage: NOT_SET }),
    // @ts-expect-error: requests would go around the proxy
    defineConfig({ issuer, outbound: { proxy: NOT_SET } }),
    // @ts-expect-error: the account would never have a password
    defineConfig({ issuer, users: [{ username: 'ada', password: NOT_SET }] }),
    // @ts-expect-error: the server would speak plain http
    defineConfig({ issuer, tls: undefined }),
    // @ts-expect-error: scripts of every origin could call
    defineConfig({ issuer, corsOrigins: undefined }),
  ]
}

describe('the types of a configuration', () => {
  test('let a secret be a text or a list of them, and nothing that may be undefined', () => {
    type Secret = Required<StatedClient>['clientSecret']
    expectTypeOf<Secret>().toEqualTypeOf<string | readonly string[]>()
    expectTypeOf<Required<Configuration>['secret']>().toEqualTypeOf<string>()
    expectTypeOf(fromEnvironment).returns.toEqualTypeOf<string>()
  })

  test('let the other options be undefined, which is the same as absent', () => {
    expectTypeOf<undefined>().toExtend<Required<Configuration>['onEvent']>()
    expectTypeOf<undefined>().toExtend<Required<Configuration>['trustedProxies']>()
  })

  test('know which options may not be undefined from the table, row by row', () => {
    type Refusing<Table> = {
      [Name in keyof Table]: Table[Name] extends { readonly withoutIt: string } ? Name : never
    }[keyof Table]
    type Named = Refusing<typeof serverOptions> | Refusing<typeof commandOptions>
    expectTypeOf<Named>().toEqualTypeOf<'secret' | 'secretFile' | 'storage' | 'corsOrigins' | 'tls'>()
  })
})
