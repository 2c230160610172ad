import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { freePort } from '../guides/guide-app.ts'
import { blockOf, configurationOf, type Installation, install, nobody, untilWell } from './installation.ts'

interface Instruction {
  readonly name: string
  readonly rest: string
}

const instructions: readonly Instruction[] = blockOf('dockerfile', 'FROM')
  .trim()
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => ({ name: line.slice(0, line.indexOf(' ')), rest: line.slice(line.indexOf(' ') + 1) }))
const run = blockOf('sh', 'docker run').replaceAll('\\\n', ' ')
const indexOf = (name: string, saying = '') =>
  instructions.findLastIndex((each) => each.name === name && each.rest.includes(saying))
const wordsOf = (name: string): readonly string[] => {
  const text = instructions[indexOf(name)]?.rest ?? ''
  return JSON.parse(text.slice(text.indexOf('[')))
}

const secret = { LATCHKEY_SECRET: 'Jq2vX8sLw0pRk5tYb3nZc7mHd1fGa9eU' }

function prepare(): Installation {
  const here = install()
  writeFileSync(join(here.code, 'latchkey.config.ts'), configurationOf(here))
  writeFileSync(join(here.code, 'package-lock.json'), '{}')
  return here
}

describe('the container’s file', () => {
  it('has only instructions of a container file, and ends as another user than root', () => {
    const known = ['FROM', 'WORKDIR', 'COPY', 'RUN', 'VOLUME', 'USER', 'EXPOSE', 'HEALTHCHECK', 'CMD']
    expect(instructions.filter(({ name }) => !known.includes(name))).toEqual([])
    expect(instructions[indexOf('USER')]?.rest).toBe('node')
    // What is made for that user comes before the switch, and its rights before the volume is declared.
    expect(indexOf('RUN', 'install -d -o node')).toBeLessThan(indexOf('VOLUME'))
    expect(indexOf('USER')).toBeLessThan(indexOf('CMD'))
  })

  it('copies only what the guide says is there, from a folder that the first stage has', () => {
    const here = prepare()
    onTestFinished(here.remove)
    const copies = instructions.filter(({ name }) => name === 'COPY').map(({ rest }) => rest.split(' '))
    for (const words of copies) {
      const sources = words.slice(0, -1).filter((word) => !word.startsWith('--'))
      for (const source of sources)
        expect(existsSync(join(here.code, source.replace('/app/', '')))).toBe(true)
    }
    // Every run-time dependency is in the first stage: nothing of a build is needed.
    expect(copies.flat().filter((word) => word.startsWith('--from='))).toEqual(['--from=build'])
  })

  it('runs with a root that cannot be written to, without rights, and with its data in the volume', () => {
    for (const flag of ['--read-only', '--cap-drop ALL', 'no-new-privileges', ':/data'])
      expect(run).toContain(flag)
    const wait = Number(/--stop-timeout (\d+)/.exec(run)?.[1])
    expect(wait).toBeGreaterThan(10)
  })
})

describe.skipIf(process.platform === 'win32')('the container’s command', () => {
  /** As the guide says, but for the port and for the volume. */
  async function startContainer(before: readonly string[] = []) {
    const here = prepare()
    onTestFinished(here.remove)
    const port = await freePort()
    const [, storage = ''] = /LATCHKEY_STORAGE=(\S+)/.exec(run) ?? []
    const environment = { PORT: String(port), LATCHKEY_STORAGE: here.place(storage), ...secret }
    const files = globSync('**', { cwd: here.code })
    const command = wordsOf('CMD').map((word) => (word === 'node' ? process.execPath : word))
    const child = here.start([...before, ...command], environment)
    await untilWell(`http://127.0.0.1:${port}/readyz`, child)
    const isHealthy = () => {
      const words = wordsOf('HEALTHCHECK').map((word) => word.replace('4000', String(port)))
      return spawnSync(process.execPath, words.slice(1)).status === 0
    }
    return { here, child, port, files, isHealthy }
  }

  it('serves as a user without rights, writes to the volume alone, and says that it is healthy', async () => {
    const { here, child, files, isHealthy } = await startContainer()
    expect(isHealthy()).toBe(true)
    expect(existsSync(join(here.data, 'latchkey.db'))).toBe(true)
    expect(globSync('**', { cwd: here.code })).toEqual(files)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(isHealthy()).toBe(false)
  })

  const asFirst = ['unshare', '--user', '--pid', '--fork', '--kill-child']
  const canBeFirst = spawnSync('unshare', [...asFirst.slice(1), 'true'], nobody).status === 0
  it.skipIf(!canBeFirst)('obeys SIGTERM as process 1', async () => {
    const { child, port } = await startContainer(asFirst)
    const first = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8'))
    expect(readFileSync(`/proc/${first}/status`, 'utf8')).toMatch(/^NSpid:.*\t1$/m)
    process.kill(first, 'SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow()
  })

  it('answers what is under way before it ends', async () => {
    const { child, port } = await startContainer()
    const underWay = request({ port, path: '/token', method: 'POST', headers: form })
    const answered = once(underWay, 'response')
    underWay.write('grant_type=')
    await once(underWay, 'socket')
    // What comes after it on another connection is answered: the first lines have arrived too.
    await (await fetch(`http://127.0.0.1:${port}/healthz`)).arrayBuffer()
    child.kill('SIGTERM')
    while (await isListening(port)) await pause(20)
    underWay.end('authorization_code&client_id=nobody')
    const [answer] = await answered
    expect(answer.statusCode).toBe(401)
    answer.resume()
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})

const form = { 'content-type': 'application/x-www-form-urlencoded', host: '127.0.0.1' }

const isListening = async (port: number): Promise<boolean> => {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined)
  await answer?.arrayBuffer()
  return answer !== undefined
}
