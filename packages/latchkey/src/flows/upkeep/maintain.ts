import { setTimeout as sleep } from 'node:timers/promises'
import { createFailureLog, type FailureLog } from '../../ports/failure-log.ts'
import type { Logger } from '../../ports/logger.ts'
import type { Parts } from '../parts.ts'
import type { ClockWatch } from './clock-watch.ts'

/**
 * Rows of each kind that one step of the sweeper deletes: as many as take about {@link STEP_MILLISECONDS},
 * within these bounds.
 */
const MAX_ROWS = 500
const MIN_ROWS = 10
/** A step on SQLite blocks everything else for its duration, so it must be short. */
const STEP_MILLISECONDS = 5
/**
 * After a step, the sweeper rests this many times as long as the step took, and so uses at most a tenth of
 * the database's time.
 */
const REST = 9
/** Seconds after which a sweep ends, before the next one is due; that one continues. */
const SWEEP_SECONDS = 50

/**
 * Seconds that a row stays after its end. Another node, whose clock is behind this one's, may still go by it:
 * a code would be redeemed twice if the row of its grant were gone.
 */
const ROW_AFTER_END_SECONDS = 7200

/** What the regular maintenance works on. */
export interface MaintenanceParts
  extends Pick<Parts, 'storage' | 'clock' | 'keyRing' | 'secretUse' | 'settings'> {
  readonly clockWatch: ClockWatch
}

/** One task of the regular maintenance, by itself: what another one does has no effect on it. */
interface Task {
  readonly run: () => Promise<unknown>
  readonly failures: FailureLog
}

/** The regular maintenance of the server: key rotation, the clock, the last use of secrets, the sweeper. */
function tasksOf(parts: MaintenanceParts, sweeping: Sweeping, logger: Logger): readonly Task[] {
  const task = (name: string, run: Task['run']) => ({ run, failures: createFailureLog(logger, name) })
  return [
    task('key maintenance', () => parts.keyRing.maintain()),
    task('looking at the clock', () => parts.clockWatch.look()),
    task('storing the last use of client secrets', () => parts.secretUse.flush()),
    task('removing what has expired', () => sweep(parts, sweeping)),
  ]
}

async function runAll(tasks: readonly Task[]): Promise<void> {
  for (const { run, failures } of tasks) await run().then(failures.worked, failures.failed)
}

interface Sweeping {
  readonly signal: AbortSignal
  /** Milliseconds from any fixed point; never set back. */
  readonly stopwatch: () => number
}

async function sweep(
  { storage, clock, settings }: Pick<Parts, 'storage' | 'clock' | 'settings'>,
  { signal, stopwatch }: Sweeping,
): Promise<void> {
  const endsAt = stopwatch() + SWEEP_SECONDS * 1000
  let rows = MIN_ROWS
  while (stopwatch() < endsAt && !signal.aborted) {
    const now = clock.now()
    const startedAt = stopwatch()
    const eventsBefore = now - settings.lifetimes.eventSeconds
    if ((await storage.purge({ now: now - ROW_AFTER_END_SECONDS, limit: rows, eventsBefore })) === 0) return
    const took = stopwatch() - startedAt
    rows = took > STEP_MILLISECONDS ? Math.max(MIN_ROWS, rows >> 1) : Math.min(MAX_ROWS, rows * 2)
    await rest(took * REST, signal)
  }
}

/** Resolves after this many milliseconds, or at once when it is aborted. */
function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined)
}

/**
 * Runs every task at intervals, one run at a time, until it is stopped. A failure is logged once, and the
 * next run tries again.
 */
export function maintainRegularly(
  parts: MaintenanceParts,
  options: {
    readonly everySeconds: number
    readonly logger: Logger
    /** Tests pass their own. */
    readonly stopwatch?: Sweeping['stopwatch']
  },
): { stop(): Promise<void> } {
  const { stopwatch = () => performance.now() } = options
  let running: Promise<void> = Promise.resolve()
  const ending = new AbortController()
  const tasks = tasksOf(parts, { signal: ending.signal, stopwatch }, options.logger)
  const timer = setInterval(() => {
    running = running.then(() => runAll(tasks))
  }, options.everySeconds * 1000)
  timer.unref()
  return {
    stop: () => {
      clearInterval(timer)
      ending.abort()
      return running
    },
  }
}
