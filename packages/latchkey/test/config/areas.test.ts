import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadForCommand } from '../../src/cli/load-for-command.ts'
import { parseConfiguration } from '../../src/config/parse-configuration.ts'
import { openShell, type Shell } from '../cli/shell.ts'
import { issuer, parse, problemsOf } from './problems-of.ts'

const onlyAccount = { account: true, developers: false, admin: false, api: false }

describe('areas', () => {
  it('are closed in an app of somebody’s, but for the account', () => {
    expect(parse({ issuer }).settings.areas).toEqual(onlyAccount)
  })

  it('are opened and closed one by one', () => {
    expect(parse({ issuer, areas: { api: true, account: false } }).settings.areas).toEqual({
      account: false,
      developers: false,
      admin: false,
      api: true,
    })
    expect(parse({ issuer, areas: { admin: undefined } }).settings.areas).toEqual(onlyAccount)
  })

  it('have these names and no others, and are true or false', () => {
    expect(problemsOf({ issuer, areas: { developer: true, acount: true, device: true } })).toEqual([
      'areas.developer: is not a known option; did you mean "developers"?',
      'areas.acount: is not a known option; did you mean "account"?',
      'areas.device: is not a known option',
    ])
    expect(problemsOf({ issuer, areas: { admin: 'on' } })).toEqual([
      'areas.admin: must be true or false, not a string',
    ])
    expect(problemsOf({ issuer, areas: ['admin'] })).toEqual(['areas: must be an object, not a list'])
    expect(problemsOf({ issuer, areas: false })).toEqual(['areas: must be an object, not false'])
    expect(problemsOf({ issuer, area: {} })).toEqual(['area: is not a known option; did you mean "areas"?'])
  })

  it('stay as they were when the server started', () => {
    expect(Object.isFrozen(parse({ issuer, areas: { api: true } }).settings.areas)).toBe(true)
  })
})

describe('the areas that a command opens', () => {
  let shell: Shell
  beforeEach(() => {
    shell = openShell({ issuer })
  })
  afterEach(() => shell.remove())
  const load = (runBy?: 'start' | 'dev') => {
    const { folder } = shell
    const terminal = { folder, environment: {} } as Parameters<typeof loadForCommand>[0]
    return loadForCommand(terminal, { json: false }, runBy === undefined ? {} : { runBy })
  }

  it.each([
    ['start', { account: true, developers: false, admin: true, api: true }],
    ['dev', { account: true, developers: true, admin: true, api: true }],
  ] as const)('are those of latchkey %s', async (runBy, areas) => {
    const loaded = await load(runBy)
    expect(loaded.parsed.settings.areas).toEqual(areas)
    expect(parseConfiguration(loaded.configuration).settings.areas).toEqual(areas)
  })

  it('are those of latchkey start for every command that does not serve', async () => {
    expect((await load()).parsed.settings.areas).toEqual((await load('start')).parsed.settings.areas)
  })

  it.each(['start', 'dev'] as const)('are overridden member by member (%s)', async (runBy) => {
    shell.write('latchkey.config.json', JSON.stringify({ issuer, areas: { developers: true, api: false } }))
    const areas = { account: true, developers: true, admin: true, api: false }
    const loaded = await load(runBy)
    expect(loaded.parsed.settings.areas).toEqual(areas)
    expect(parseConfiguration(loaded.configuration).settings.areas).toEqual(areas)
  })

  it('keep their default where the file says undefined', async () => {
    const file = 'latchkey.config.mjs'
    shell.write(file, `export default { issuer: '${issuer}', areas: { admin: undefined, api: false } }`)
    rmSync(join(shell.folder, 'latchkey.config.json'))
    expect((await load('start')).parsed.settings.areas).toMatchObject({ admin: true, api: false })
  })

  it.each([
    [{ developer: true }, 'areas.developer: is not a known option; did you mean "developers"?'],
    [['developers'], 'areas: must be an object, not a list'],
  ])('are refused when they are written wrongly: %j', async (areas, sentence) => {
    shell.write('latchkey.config.json', JSON.stringify({ issuer, areas }))
    await expect(load('start')).rejects.toThrow(sentence)
  })
})
