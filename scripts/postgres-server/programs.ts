/** Finds the children of a process, checks which processes are alive, and sends signals to them. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

interface Program {
  readonly pid: number
  readonly parent: number
  /** It has exited, but its parent has not noticed yet. */
  readonly isOver: boolean
}

/** Milliseconds between two checks of processes that are exiting. */
const LOOK_MS = 10

/** The command line of a process; empty if there is no process with that pid. */
export function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}

export function childrenOf(pid: number): readonly number[] {
  return livePrograms()
    .filter((program) => program.parent === pid)
    .map((program) => program.pid)
}

/** Sends a signal to those that exist; it is no error if some are gone already. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause
    }
  }
}

/** Kills a process and its children immediately, including stopped ones. Resolves when they are gone. */
export async function killFamily(pid: number): Promise<void> {
  const family = [pid, ...childrenOf(pid)]
  // The parent first: otherwise, it would restart its children.
  signalAll(family, 'SIGKILL')
  await untilGone(family, 10_000)
}

/** Resolves when none of them is alive; rejects after `limitMs`. */
async function untilGone(pids: readonly number[], limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs
  for (;;) {
    const alive = new Set(livePrograms().map((program) => program.pid))
    const rest = pids.filter((pid) => alive.has(pid))
    if (rest.length === 0) return
    if (performance.now() > deadline) throw new Error(`Still alive after ${limitMs} ms: ${rest.join(', ')}`)
    await pause(LOOK_MS)
  }
}

function livePrograms(): readonly Program[] {
  const programs = process.platform === 'linux' ? readProc() : askPs()
  return programs.filter((program) => !program.isOver)
}

/** Small Linux images have no `ps`. */
function readProc(): readonly Program[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? readStat(name) : []))
}

function readStat(pid: string): readonly Program[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // proc(5): pid (name) state parent …; the name may contain spaces and brackets.
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return [{ pid: Number(pid), parent: Number(parent), isOver: /[ZX]/.test(state) }]
  } catch {
    return []
  }
}

function askPs(): readonly Program[] {
  if (process.platform === 'win32') return []
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n')
  return lines.map((line) => {
    const [pid = '', parent = '', state = ''] = line.trim().split(/\s+/)
    return { pid: Number(pid), parent: Number(parent), isOver: state.startsWith('Z') }
  })
}
