import { lookup, Resolver } from 'node:dns/promises'
import { askOnceEach } from 'latchkey-connect/internal'

/** All addresses of a host name. */
export type ResolveHost = (hostname: string, signal: AbortSignal) => Promise<readonly string[]>

export interface Resolvers {
  /** For names that anyone may have given. */
  readonly dns: ResolveHost
  /** For names that the operator gave, and `localhost`: it also knows the hosts file and search domains. */
  readonly system: ResolveHost
}

export function createResolvers(): Resolvers {
  return { dns: resolveByDns, system: oneAtATime(resolveBySystem) }
}

/**
 * Asks the name servers of the system, and ends when `signal` does. It needs no thread: however slow the
 * servers of one name are, the lookups of others go on.
 */
export async function resolveByDns(
  hostname: string,
  signal: AbortSignal,
  resolver = new Resolver({ timeout: 1000, maxTimeout: 1000, tries: 2 }),
): Promise<readonly string[]> {
  const cancel = () => resolver.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  const asked = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
  signal.removeEventListener('abort', cancel)
  const addresses = asked.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  const failed = asked.find((answer) => answer.status === 'rejected')
  if (addresses.length === 0 && failed) throw failed.reason
  return addresses
}

/**
 * The system's resolver cannot be interrupted: a lookup occupies a thread until it ends, even when its
 * request has long timed out. libuv gives lookups half of its threads, two by default, so one at a time
 * leaves one to the rest of the process. Requests for the same name share a lookup.
 */
export function oneAtATime(resolve: (hostname: string) => Promise<readonly string[]>): ResolveHost {
  let last: Promise<unknown> = Promise.resolve()
  const lookUp = askOnceEach(
    (hostname: string) => {
      const addresses = last.then(() => resolve(hostname))
      last = addresses.catch(() => undefined)
      return addresses
    },
    (hostname: string) => hostname,
  )
  return (hostname) => lookUp(hostname)
}

async function resolveBySystem(hostname: string): Promise<readonly string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address)
}
