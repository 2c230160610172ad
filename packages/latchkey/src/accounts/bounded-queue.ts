/** Runs few tasks at once, lets some wait in order, and turns the rest away. */
export interface BoundedQueue {
  /** What the task answers, or `undefined` at once when too many are waiting. */
  admit<Result>(task: () => Promise<Result>): Promise<Result> | undefined
}

export function createBoundedQueue(limits: {
  readonly running: number
  readonly waiting: number
}): BoundedQueue {
  const waiting: (() => void)[] = []
  let running = 0

  async function run<Result>(task: () => Promise<Result>): Promise<Result> {
    try {
      return await task()
    } finally {
      // The place goes straight to the next in line, so that a newcomer cannot overtake.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }

  return {
    admit(task) {
      if (running < limits.running) {
        running += 1
        return run(task)
      }
      if (waiting.length >= limits.waiting) return undefined
      return new Promise<void>((resolve) => waiting.push(resolve)).then(() => run(task))
    },
  }
}
