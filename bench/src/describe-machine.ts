import { cpus, release, totalmem, type } from 'node:os'

/** The machine on which the numbers were measured; no names of hosts, people or folders. */
export function describeMachine(): string {
  const [first] = cpus()
  const model = (first?.model ?? 'unknown processor').replace(/\s+/g, ' ').trim()
  const gibibytes = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} cores of ${model}, ${gibibytes} GiB of memory, ${type()} ${release().split('-')[0]}`
}
