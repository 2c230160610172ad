/** Waits for a promise, at most as long as the limit says; then rejects with `late()`. */
export type TimeLimit = <Result>(promise: Promise<Result>, late: () => Error) => Promise<Result>

interface Waiting {
  readonly endsAt: number
  readonly giveUp: () => void
}

/**
 * Creates a limit for calls that cannot be interrupted: what they do after it is ignored. All calls share one
 * timer, since they end in the order in which they began. It keeps the process alive only while one waits.
 */
export function createTimeLimit(milliseconds: number): TimeLimit {
  const waiting = new Set<Waiting>()
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    timer = undefined
    const now = performance.now()
    for (const call of waiting) {
      if (call.endsAt > now) {
        wait(call.endsAt - now)
        return
      }
      waiting.delete(call)
      call.giveUp()
    }
  }

  function wait(during: number): void {
    timer = setTimeout(look, Math.ceil(during))
    if (waiting.size === 0) timer.unref()
  }

  function add(call: Waiting): void {
    if (waiting.size === 0) timer?.ref()
    waiting.add(call)
    if (timer === undefined) wait(milliseconds)
  }

  function remove(call: Waiting): void {
    if (waiting.delete(call) && waiting.size === 0) timer?.unref()
  }

  return <Result>(promise: Promise<Result>, late: () => Error) =>
    new Promise<Result>((resolve, reject) => {
      const call: Waiting = { endsAt: performance.now() + milliseconds, giveUp: () => reject(late()) }
      add(call)
      promise.then(
        (result) => {
          remove(call)
          resolve(result)
        },
        (cause: unknown) => {
          remove(call)
          reject(cause)
        },
      )
    })
}
