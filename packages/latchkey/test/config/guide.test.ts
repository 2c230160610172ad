import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FileConfiguration } from '../../src/config/configuration.ts'
import * as defaults from '../../src/config/defaults.ts'
import { defineConfig } from '../../src/config/define-config.ts'
import { parse } from './problems-of.ts'

const file = join(import.meta.dirname, '../../../../docs/guides/configuration.md')
const guide = readFileSync(file, 'utf8')
const rows = [...guide.matchAll(/^\| (`[^|]+) \| ([^|]*) \|/gm)].map(([, keys = '', value = '']) => ({
  keys: [...keys.matchAll(/`([^`]+)`/g)].map(([, key = '']) => key),
  value: /^`([^`]+)`$/.exec(value)?.[1],
}))
const documented = new Map(rows.flatMap(({ keys, value }) => keys.map((key) => [key, value] as const)))

/** Every key there is; one that is missing here does not compile. */
const keys: Record<keyof Required<FileConfiguration>, true> = {
  issuer: true,
  allowInsecureIssuer: true,
  storage: true,
  secret: true,
  previousSecrets: true,
  secretFile: true,
  development: true,
  clients: true,
  users: true,
  accounts: true,
  resources: true,
  scopes: true,
  accessToken: true,
  lifetimes: true,
  limits: true,
  idTokenAlgorithm: true,
  requirePkce: true,
  acrValues: true,
  customClaims: true,
  customClaimNames: true,
  adoptRefreshToken: true,
  grants: true,
  brand: true,
  pages: true,
  messages: true,
  defaultLocale: true,
  corsOrigins: true,
  trustedProxies: true,
  logger: true,
  onEvent: true,
  host: true,
  port: true,
  tls: true,
  drainSeconds: true,
}

describe('the guide to the configuration', () => {
  it('mentions every key', () => {
    expect(Object.keys(keys).filter((key) => !new RegExp(`\`${key}\\b|^ +${key}:`, 'm').test(guide))).toEqual(
      [],
    )
  })

  it.each([
    ['lifetimes', defaults.defaultLifetimes],
    ['limits', defaults.defaultLimits],
    ['accessToken', defaults.defaultAccessToken],
  ])('states the defaults of %s as they are', (section, values) => {
    for (const [name, value] of Object.entries(values)) {
      expect(documented.get(`${section}.${name}`), name).toBe(String(value))
    }
  })

  it('states the other defaults as they are', () => {
    expect(Object.fromEntries(documented)).toMatchObject({
      storage: defaults.defaultStorage,
      idTokenAlgorithm: defaults.defaultIdTokenAlgorithm,
      'accounts.minimumPasswordLength': String(defaults.defaultMinimumPasswordLength),
      'brand.name': defaults.defaultBrand.name,
      'brand.accent': defaults.defaultBrand.accent,
      'brand.accentDark': defaults.defaultBrand.accentDark,
      host: defaults.defaultHost,
      port: String(defaults.defaultPort),
      drainSeconds: String(defaults.defaultDrainSeconds),
    })
  })

  it('has only examples that work', () => {
    const secrets = {
      SHOP_SECRET: 'a'.repeat(22),
      NIGHTLY_SECRET: 'b'.repeat(22),
      API_SECRET: 'c'.repeat(22),
    }
    const examples = [...guide.matchAll(/^```ts\n.*\nimport .*\n\nexport default ([\s\S]*?)^```$/gm)]
    expect(examples.length).toBe(guide.match(/^```ts$/gm)?.length)
    for (const [, expression = ''] of examples) {
      const evaluate = new Function('defineConfig', 'process', `return ${expression}`)
      expect(parse(evaluate(defineConfig, { env: secrets })).warnings).toEqual([])
    }
  })
})
