import type { OutboundLimits } from './outbound-limits.ts'

/** Limits how many requests are in progress at once, per host and in total. */
export interface RequestSlots {
  /**
   * Waits for a slot, takes it, and returns the function that releases it. Throws an `Error` when too many
   * are waiting, and the reason of `signal` when it aborts the wait.
   */
  take(host: string, signal: AbortSignal): Promise<() => void>
}

interface Waiting {
  readonly host: string
  readonly admit: () => void
}

export function createRequestSlots(limits: OutboundLimits): RequestSlots {
  const taken = new Map<string, number>()
  const queue: Waiting[] = []
  let takenInAll = 0

  const isFree = (host: string) => takenInAll < limits.atOnce && (taken.get(host) ?? 0) < limits.atOncePerHost

  function occupy(host: string): () => void {
    takenInAll += 1
    taken.set(host, (taken.get(host) ?? 0) + 1)
    return () => giveBack(host)
  }

  function giveBack(host: string): void {
    takenInAll -= 1
    const left = (taken.get(host) ?? 0) - 1
    if (left > 0) taken.set(host, left)
    else taken.delete(host)
    admitNext()
  }

  /** Skips those whose host has no free slot, so that a slow host does not block the queue. */
  function admitNext(): void {
    const next = queue.findIndex((waiting) => isFree(waiting.host))
    for (const waiting of next < 0 ? [] : queue.splice(next, 1)) waiting.admit()
  }

  function requireRoomInQueue(host: string): void {
    const ofHost = queue.filter((waiting) => waiting.host === host).length
    if (queue.length >= limits.waiting || ofHost >= limits.waitingPerHost)
      throw new Error(`Not fetched: too many requests wait already, ${ofHost} of them for ${host}`)
  }

  function wait(host: string, signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        queue.splice(queue.indexOf(waiting), 1)
        reject(signal.reason)
      }
      const admit = () => {
        signal.removeEventListener('abort', giveUp)
        resolve(occupy(host))
      }
      const waiting = { host, admit }
      queue.push(waiting)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }

  return {
    async take(host, signal) {
      if (isFree(host)) return occupy(host)
      requireRoomInQueue(host)
      return wait(host, signal)
    },
  }
}
