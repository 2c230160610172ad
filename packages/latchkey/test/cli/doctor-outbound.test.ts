import { afterEach, describe, expect, it } from 'vitest'
import { configuration, openShell, type Shell } from './shell.ts'

let shell: Shell
afterEach(() => shell.remove())

/** What doctor says of outbound, and every warning about it. */
async function doctorOn(changes: object) {
  shell = openShell({ ...configuration, ...changes })
  const { document, code } = await shell.latchkey('doctor --json')
  const { out } = await shell.latchkey('doctor')
  const checks: { name: string; state: string; finding: string }[] = document.checks
  const findings = checks.filter(({ name }) => name === 'outbound').map(({ finding }) => finding)
  const warnings = checks.filter(({ name, state }) => name === 'configuration' && state === 'warning')
  return {
    code,
    out: out + JSON.stringify(document),
    findings,
    warnings: warnings.map(({ finding }) => finding),
  }
}

describe('latchkey doctor, on what the server may reach', () => {
  it('says that it is public addresses, and in development this machine', async () => {
    expect(await doctorOn({})).toMatchObject({
      findings: ['may reach public addresses, this machine; no proxy'],
      warnings: [],
    })
  })

  it('lists what outbound opens, and warns of what is too wide', async () => {
    const allow = ['10.0.0.0/8', '0.0.0.0/0', 'https://intra.example']
    const { code, findings, warnings } = await doctorOn({ development: false, outbound: { allow } })
    expect(findings).toEqual([
      'may reach public addresses, 10.0.0.0/8, 0.0.0.0/0, https://intra.example; no proxy',
    ])
    expect(warnings).toEqual([
      expect.stringContaining(
        'outbound.allow[1]: 0.0.0.0/0 opens 169.254.169.254, where clouds hand out credentials',
      ),
    ])
    expect(code).toBe(0)
  })

  it('names the proxy without user and password', async () => {
    const proxy = 'http://latchkey:hunter2@proxy.example:3128'
    const { findings, out } = await doctorOn({ outbound: { proxy } })
    expect(findings).toEqual([
      expect.stringContaining('all through the proxy http://proxy.example:3128, which resolves the names'),
    ])
    expect(out).not.toMatch(/hunter2|latchkey:/)
  })
})
