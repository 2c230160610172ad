import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defineConfig } from '../../src/config/define-config.ts'
import { clientMetadata } from '../../src/protocol/clients/client-metadata.ts'
import { defaultAreas } from '../../src/settings/areas.ts'
import type { Members, Option } from '../../src/settings/option.ts'
import { commandOptions, serverOptions } from '../../src/settings/options.ts'
import { parse } from './problems-of.ts'

const file = join(import.meta.dirname, '../../../../docs/guides/configuration.md')
const guide = readFileSync(file, 'utf8')

const options: Members = { ...serverOptions, ...commandOptions }

/** The rows about options: their names, and the default that is stated. */
const rows = [
  ...sectionsBut('Where values come from', 'How a client authenticates').matchAll(
    /^\| (`[^|]+) \| ([^|]*) \|/gm,
  ),
].map(([, keys = '', value = '']) => ({ keys: codesIn(keys), value: /^`([^`]+)`$/.exec(value)?.[1] }))

function sectionsBut(...titles: string[]): string {
  const isLeftOut = (section: string) => titles.some((title) => /^#+ (.*)$/m.exec(section)?.[1] === title)
  return guide
    .split(/^(?=##+ )/m)
    .filter((section) => !isLeftOut(section))
    .join('')
}

function codesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}

/** `accounts.signUp`, or one of the outermost options. */
function optionAt(path: string): Option | undefined {
  const [name = '', member] = path.split('.')
  return member === undefined ? options[name] : options[name]?.members?.[member]
}

describe('the guide to the configuration', () => {
  it('mentions every key', () => {
    expect(
      Object.keys(options).filter((key) => !new RegExp(`\`${key}\\b|^ +${key}:`, 'm').test(guide)),
    ).toEqual([])
  })

  it.each(rows.flatMap(({ keys, value }) => keys.map((key) => [key, value] as const)))(
    'states the default of %s as it is',
    (key, value) => {
      const option = optionAt(key)
      expect(option).toBeDefined()
      expect(value).toBe(typeof option?.default === 'object' ? undefined : option?.default?.toString())
    },
  )

  it('states which areas each command opens', () => {
    for (const [name, open] of Object.entries(defaultAreas.embedded)) {
      const { start, dev } = defaultAreas
      const area = name as keyof typeof start
      expect(guide).toContain(
        `\n| \`areas.${area}\` | \`${open}\` | \`${start[area]}\` | \`${dev[area]}\` | `,
      )
    }
  })

  it('lists every environment variable, with what it sets', () => {
    const listed = [...guide.matchAll(/^\| `([A-Z_]+)` \| ([^|]*) \|/gm)]
    const named = Object.entries(options).map(([key, { environment }]) => [environment?.name, key])
    expect(
      listed.flatMap(([, variable, keys = '']) => codesIn(keys).map((key) => [variable, key])).sort(),
    ).toEqual(named.filter(([variable]) => variable !== undefined).sort())
  })

  it('names every way to authenticate, and every way to fail at it', () => {
    const rules = join(import.meta.dirname, '../../src/protocol/client-authentication')
    const source = readFileSync(join(rules, 'decide-client-authentication.ts'), 'utf8')
    const failures = [...source.matchAll(/^ {2}\| '(\w+)'$/gm)].map(([, failure = '']) => failure)
    const section = guide.split('\n## How a client authenticates\n')[1]?.split('\n## ')[0] ?? ''
    const named = [...section.matchAll(/^\| ([^|]*`[^|]*) \|/gm)].flatMap(([, cell = '']) => codesIn(cell))
    const methods = clientMetadata.tokenEndpointAuthMethod.values
    expect(failures).toContain('secret_in_wrong_place')
    expect([...methods, ...failures].filter((name) => !named.includes(name))).toEqual([])
  })

  it('has only examples that work', () => {
    const secrets: Readonly<Record<string, string>> = {
      SHOP_SECRET: 'a'.repeat(22),
      NIGHTLY_SECRET: 'b'.repeat(22),
      API_SECRET: 'c'.repeat(22),
    }
    const examples = [...guide.matchAll(/^```ts\n.*\nimport .*\n\nexport default ([\s\S]*?)^```$/gm)]
    expect(examples.length).toBe(guide.match(/^```ts$/gm)?.length)
    for (const [, expression = ''] of examples) {
      const evaluate = new Function('defineConfig', 'fromEnvironment', `return ${expression}`)
      expect(parse(evaluate(defineConfig, (name: string) => secrets[name])).warnings).toEqual([])
    }
  })
})
