import type { ReportedEvent } from '../ports/events.ts'
import type { AuditEvent, EventName } from '../protocol/event.ts'
import { isWithin } from '../protocol/is-within.ts'
import { networkOf, siteOf } from '../protocol/network-of.ts'

/** Seconds for which rows are counted together. */
const WINDOW_SECONDS = 60
/** An IPv6 /48 is a site with 65,536 networks, of which a stranger can use all. */
const NETWORKS_PER_SITE = 10
/** Once half of all rows are used, a share is this much smaller, so that there is one for more senders. */
const SCARCITY = 10
/** Rows of one account for its answers when asked for permission, which `prompt=consent` does endlessly. */
const ANSWERS_PER_ACCOUNT = 60

/** Events that anyone can cause without having signed in or authenticated. */
const ANYBODYS: ReadonlySet<EventName> = new Set<EventName>([
  'account.sign_in_failed',
  'account.sign_in_locked',
  'client.authentication_failed',
  // Of whoever cancels before signing in.
  'consent.denied',
  'request.refused',
])

/** Events that a signed-in person can cause any number of times. */
const ANSWERS: ReadonlySet<EventName> = new Set<EventName>(['consent.allowed', 'consent.denied'])

/** How many rows a minute there may be of events that anyone can cause. */
export interface AnonymousEventLimits {
  readonly anonymousEventsPerAddress: number
  readonly anonymousEvents: number
}

export interface AnonymousEvents {
  /**
   * Whether the event gets a row of its own. If not, it is counted, and will be part of a row that counts.
   * @param hasRoom Whether such events may wait for storage at all.
   */
  admit(event: AuditEvent, hasRoom: boolean): boolean
  /** Ends the window: reports what was counted in it. */
  end(): void
}

/** The rows of a network, of a site, of an account, or of all. */
interface Share {
  /** Absent for an account's share and the share of all. */
  readonly address?: string
  readonly accountId?: string
  readonly most: number
  rows: number
  counted?: Counted
}

/** The events of one window that got no row. */
interface Counted {
  readonly from: number
  to: number
  readonly byName: Partial<Record<EventName, number>>
}

interface Window {
  readonly startedAt: number
  readonly all: Share
  /** Only of those who have a row, so at most two for each row. */
  readonly byAddress: Map<string, Share>
  /** Of those who were asked for permission. */
  readonly byAccount: Map<string, Share>
}

/**
 * Limits the rows of events that anyone can cause, for each network, each site, and all together. The last
 * row of a share counts the rest. An event about an account that exists always has its row, which is one of
 * the share too. What a signed-in person answers when asked for permission has a share of the account's.
 */
export function createAnonymousEvents(
  limits: AnonymousEventLimits,
  report: (counting: ReportedEvent) => void,
): AnonymousEvents {
  let window: Window | undefined
  let timer: NodeJS.Timeout | undefined
  const end = () => {
    clearTimeout(timer)
    timer = undefined
    const shares =
      window === undefined ? [] : [window.all, ...window.byAddress.values(), ...window.byAccount.values()]
    window = undefined
    for (const share of shares) if (share.counted) report(toCountingEvent(share.counted, share))
  }
  return {
    admit(event, hasRoom) {
      if (window !== undefined && isOver(window, event.at)) end()
      const { name, accountId } = event
      const answeredBy = ANSWERS.has(name) ? accountId : undefined
      if (answeredBy === undefined && !ANYBODYS.has(name)) return true
      window ??= openWindow(event.at, limits)
      const isTaken =
        answeredBy === undefined
          ? takeRow(event, { window, limits, hasRoom })
          : takeAccountRow(event, answeredBy, window)
      if (isTaken) return true
      // For a window after which no more events come.
      timer ??= setTimeout(end, WINDOW_SECONDS * 1000).unref()
      return false
    },
    end,
  }
}

/** A clock that was set back ends the window too. */
function isOver({ startedAt }: Window, now: number): boolean {
  return !isWithin({ from: startedAt, until: startedAt + WINDOW_SECONDS }, now)
}

/** Takes a row from all shares that the event is of, or counts it in the widest that is used up. */
function takeRow(
  event: AuditEvent,
  { window, limits, hasRoom }: { window: Window; limits: AnonymousEventLimits; hasRoom: boolean },
): boolean {
  const { all, byAddress } = window
  const shares = sharesOf(event.address ?? 'unknown', window, limits)
  const full = hasRoom ? shares.find((share) => isFull(share, all)) : all
  if (full === undefined) useRow(shares, byAddress)
  if (full === undefined || event.accountId !== undefined) return true
  // The row that counts is one of all wider shares too.
  if (full.counted === undefined) useRow(shares.slice(0, shares.indexOf(full) + 1), byAddress)
  count(event, full)
  return false
}

/** Takes a row of the account's share, or counts the event there. */
function takeAccountRow(event: AuditEvent, accountId: string, { byAccount }: Window): boolean {
  const share = byAccount.get(accountId) ?? { accountId, most: ANSWERS_PER_ACCOUNT, rows: 0 }
  byAccount.set(accountId, share)
  if (share.rows < share.most - 1) {
    share.rows += 1
    return true
  }
  count(event, share)
  return false
}

function openWindow(startedAt: number, { anonymousEvents: most }: AnonymousEventLimits): Window {
  return { startedAt, all: { most, rows: 0 }, byAddress: new Map(), byAccount: new Map() }
}

/** The shares that a row for this address is taken from, the widest first. */
function sharesOf(
  address: string,
  { all, byAddress }: Window,
  { anonymousEventsPerAddress: most }: AnonymousEventLimits,
): readonly Share[] {
  const find = (key: string, rows: number) => byAddress.get(key) ?? { address: key, most: rows, rows: 0 }
  const site = siteOf(address)
  const ofNetwork = find(networkOf(address), most)
  return site === undefined ? [all, ofNetwork] : [all, find(site, most * NETWORKS_PER_SITE), ofNetwork]
}

/** One row is left for what will be counted. */
function isFull(share: Share, all: Share): boolean {
  const isScarce = share !== all && all.rows >= all.most / 2
  return share.rows >= (isScarce ? Math.ceil(share.most / SCARCITY) : share.most) - 1
}

function useRow(shares: readonly Share[], byAddress: Map<string, Share>): void {
  for (const share of shares) {
    share.rows += 1
    if (share.address !== undefined) byAddress.set(share.address, share)
  }
}

function count({ name, at }: AuditEvent, share: Share): void {
  share.counted ??= { from: at, to: at, byName: {} }
  share.counted.to = at
  share.counted.byName[name] = (share.counted.byName[name] ?? 0) + 1
}

function toCountingEvent({ from, to, byName }: Counted, { address, accountId }: Share): ReportedEvent {
  const repeated = Object.values(byName).reduce((sum, times) => sum + times, 0)
  return {
    name: 'events.counted',
    outcome: 'failure',
    ...(address !== undefined && { address }),
    ...(accountId !== undefined && { accountId }),
    detail: { repeated, from, to, ...byName },
  }
}
