import { PasswordHashingBusy } from '../ports/accounts.ts'

/** Somebody for whom work is done: an address, the network that it is in, an account. */
export interface Party {
  readonly key: string
  /** How many times the share of others it gets. */
  readonly weight: number
}

export interface Work<Result> {
  /** Everybody for whom it is done. Each waits for its own earlier work, and for nobody else's. */
  readonly parties: readonly Party[]
  /** How much it is, in hashes. */
  readonly cost: number
  readonly run: () => Promise<Result>
}

/** Runs some work at once and lets some wait. No party gets more than its share while others wait. */
export interface FairQueue {
  /**
   * The result, when its turn has come. When too much waits, the work that is furthest beyond its party's
   * share is refused, be it this or another.
   * @throws PasswordHashingBusy
   */
  add<Result>(work: Work<Result>): Promise<Result>
}

export interface QueueLimits {
  /** How much may run at once. */
  readonly running: number
  /** How much may wait. */
  readonly waiting: number
  /** Seconds after which work that waits is refused. Without it, it waits for as long as it takes. */
  readonly seconds?: number
}

interface Share {
  /** The turn at which the party's work so far ends. */
  end: number
  /** How much of it is not done. */
  open: number
}

interface Waiting {
  readonly turn: number
  readonly work: Pick<Work<unknown>, 'parties' | 'cost'>
  start(): void
  refuse(): void
}

/**
 * Start-time fair queueing (Goyal, Vin, Cheng 1996): every party has a clock of its own that goes on with the
 * work that is done for it, and whose clock is behind is next. Work for several parties waits for the one
 * whose clock is furthest ahead, and moves each clock only by itself, so that nobody can push another back by
 * naming them.
 */
export function createFairQueue(limits: QueueLimits): FairQueue {
  const shares = createShares()
  /** The next one first; in order of arrival within a turn. */
  const waiting: Waiting[] = []
  let running = 0
  /** The latest turn that began: who comes anew starts here, not at the beginning. */
  let now = 0

  /** Makes room for work of this turn, unless all that waits comes before it. */
  function requireRoom(turn: number): void {
    if (waiting.length < limits.waiting) return
    const last = waiting.at(-1)
    if (last === undefined || last.turn <= turn) throw new PasswordHashingBusy()
    giveUp(last)
  }

  function giveUp(entry: Waiting): void {
    waiting.splice(waiting.indexOf(entry), 1)
    shares.takeBack(entry.work)
    entry.refuse()
  }

  function wait(turn: number, work: Waiting['work']): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const entry = { turn, work, start: resolve, refuse: () => reject(new PasswordHashingBusy()) }
    const before = waiting.findLastIndex((other) => other.turn <= turn)
    waiting.splice(before + 1, 0, entry)
    if (limits.seconds === undefined) return promise
    const timer = setTimeout(giveUp, limits.seconds * 1000, entry)
    return promise.finally(() => clearTimeout(timer))
  }

  /** The place goes directly to the next in line, so that a newcomer cannot take it. */
  function finish(work: Waiting['work']): void {
    shares.close(work)
    const next = waiting.shift()
    if (next === undefined) {
      running -= 1
      return
    }
    now = Math.max(now, next.turn)
    next.start()
  }

  return {
    async add(work) {
      const turn = shares.turnOf(work, now)
      const isFree = running < limits.running
      if (!isFree) requireRoom(turn)
      shares.open(work, now)
      if (isFree) {
        running += 1
        now = Math.max(now, turn)
      } else await wait(turn, work)
      try {
        return await work.run()
      } finally {
        finish(work)
      }
    },
  }
}

/** The clocks of the parties that have work here; one without any needs none. */
function createShares() {
  const shares = new Map<string, Share>()

  function forget({ parties, cost }: Waiting['work'], change: (share: Share, cost: number) => void): void {
    for (const { key, weight } of parties) {
      const share = shares.get(key)
      if (share === undefined) continue
      change(share, cost / weight)
      share.open -= 1
      if (share.open === 0) shares.delete(key)
    }
  }

  return {
    /** When this work may begin: when the earlier work of all its parties has had its turn. */
    turnOf({ parties }: Waiting['work'], now: number): number {
      return Math.max(now, ...parties.map(({ key }) => shares.get(key)?.end ?? now))
    },
    open({ parties, cost }: Waiting['work'], now: number): void {
      for (const { key, weight } of parties) {
        const share = shares.get(key) ?? { end: now, open: 0 }
        share.end = Math.max(now, share.end) + cost / weight
        share.open += 1
        shares.set(key, share)
      }
    },
    /** Work that was done. */
    close(work: Waiting['work']): void {
      forget(work, () => {})
    },
    /** Work that was refused, as if it had never come. */
    takeBack(work: Waiting['work']): void {
      forget(work, (share, cost) => {
        share.end -= cost
      })
    },
  }
}
