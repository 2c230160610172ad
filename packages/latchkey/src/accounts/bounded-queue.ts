/** Runs a few tasks at once, queues some more in order, and rejects the rest. */
export interface BoundedQueue {
  /** The task's result, or `undefined` at once when too many are waiting. */
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
      // The slot goes directly to the next in line, so that a newcomer cannot overtake.
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
