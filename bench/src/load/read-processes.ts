import { readdirSync, readFileSync } from 'node:fs'

/** Data about processes on Linux; elsewhere nothing is found, and the report leaves it out. */

/** `sysconf(_SC_CLK_TCK)` is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100
const PAGE_BYTES = 4096

interface ProcessState {
  readonly parent: number
  /** Seconds of this process, and of its children that have ended. */
  readonly cpu: number
  readonly residentBytes: number
}

/** CPU seconds that a process and all below it have used so far. */
export function cpuSecondsOf(pid: number): number | undefined {
  const tree = treeOf(pid)
  return tree.length === 0 ? undefined : tree.reduce((sum, { cpu }) => sum + cpu, 0)
}

/** Resident bytes of a process and all below it. */
export function residentBytesOf(pid: number): number | undefined {
  const tree = treeOf(pid)
  return tree.length === 0 ? undefined : tree.reduce((sum, { residentBytes }) => sum + residentBytes, 0)
}

function treeOf(root: number): readonly ProcessState[] {
  const rootState = readProcess(root)
  if (rootState === undefined) return []
  const states = new Map(allProcesses().map((pid) => [pid, readProcess(pid)]))
  const isBelow = (pid: number): boolean => {
    const parent = states.get(pid)?.parent ?? 0
    return parent === root || (parent > 1 && isBelow(parent))
  }
  const below = [...states].flatMap(([pid, state]) => (state !== undefined && isBelow(pid) ? [state] : []))
  return [rootState, ...below]
}

function allProcesses(): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
}

function readProcess(pid: number): ProcessState | undefined {
  const text = readText(`/proc/${pid}/stat`)
  if (text === undefined) return undefined
  // The command's name may contain spaces and brackets; proc(5) counts from 1, and this starts at field 3.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const field = (number: number) => Number(fields[number - 3])
  const cpu = (field(14) + field(15) + field(16) + field(17)) / TICKS_PER_SECOND
  return { parent: field(4), cpu, residentBytes: field(24) * PAGE_BYTES }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
