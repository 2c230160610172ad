import type { Logger } from '../../ports/logger.ts'
import type { Settings } from '../../settings/settings.ts'

/** A request, as the host passes it to us. */
interface Arrival {
  readonly pathname: string
  /** The path at which the host has mounted us, if it says so (`baseUrl` of Express). */
  readonly mountedAt?: string
  /** True where the host answers itself what is not ours, and may have paths like ours. */
  readonly passesOn: boolean
}

/** Longer paths, or those of more parts, are somebody's attempts. */
const LONGEST_PATH = 300
const MOST_PARTS = 10
/** So many requests at one wrong path, and none of ours between, are no scanner's first guess. */
const ENOUGH_REQUESTS = 3

export interface MountWatch {
  /** A request came that may be for none of our paths. */
  readonly see: (arrival: Arrival) => void
  /** A request came for one of them: we are where the issuer says. */
  readonly settle: () => void
}

/**
 * Logs one line when the first requests show that the host has put us at another path than the issuer's: all
 * of ours would be answered 404, and nothing would say why. Watches until a request is for one of our paths.
 * What the host says counts at once; what a path says, once several requests agree, as anyone chooses paths.
 */
export function createMountWatch(
  { issuer, issuerPath }: Pick<Settings, 'issuer' | 'issuerPath'>,
  owns: (pathname: string) => boolean,
  logger: Logger,
): MountWatch {
  let isSettled = false
  let suspected: string | undefined
  let times = 0
  const isOften = (prefix: string) => {
    times = prefix === suspected ? times + 1 : 1
    suspected = prefix
    return times >= ENOUGH_REQUESTS
  }
  const settle = () => {
    isSettled = true
  }
  return {
    settle,
    see(arrival) {
      if (isSettled) return
      const { pathname } = arrival
      if (owns(pathname)) return settle()
      const told = findToldMount(arrival, issuerPath, owns)
      const finding = told ?? findMount(arrival, issuerPath, owns)
      if (finding === undefined || (told === undefined && !isOften(finding))) return
      settle()
      logger.warn({ path: pathname.slice(0, 200), issuer }, toWarning(finding, issuerPath))
    },
  }
}

/** Where the host says that it has mounted us, if that is not where the issuer is. */
function findToldMount(
  { mountedAt = '' }: Arrival,
  issuerPath: string,
  owns: (pathname: string) => boolean,
): string | undefined {
  return mountedAt !== '' && isElsewhere(mountedAt, issuerPath, owns(mountedAt)) ? mountedAt : undefined
}

/** Where requests arrive instead of at the issuer's path: `/shop` for `/shop/token`. */
function findMount(
  { pathname, passesOn }: Arrival,
  issuerPath: string,
  owns: (pathname: string) => boolean,
): string | undefined {
  if (pathname.length > LONGEST_PATH) return undefined
  for (const rest of restsOf(pathname)) {
    const prefix = pathname.slice(0, pathname.length - rest.length)
    if (passesOn && !rest.startsWith('/.well-known/')) continue
    if (prefix !== issuerPath && owns(issuerPath + rest)) return prefix
  }
  return undefined
}

/** `/a/b/c`, `/b/c`, `/c`. */
function restsOf(pathname: string): readonly string[] {
  const parts = pathname.split('/').slice(1)
  return parts.length > MOST_PARTS ? [] : parts.map((_, at) => `/${parts.slice(at).join('/')}`)
}

/** Mounted neither above the issuer's path nor at a part of what is under it. */
function isElsewhere(mountedAt: string, issuerPath: string, isOwn: boolean): boolean {
  const isAbove = isAtOrBelow(issuerPath, mountedAt)
  const isPart = isOwn || mountedAt.startsWith('/.well-known') || isAtOrBelow(mountedAt, issuerPath)
  return issuerPath !== '' && !isAbove && !isPart
}

function isAtOrBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}/`)
}

function toWarning(arrivesAt: string, issuerPath: string): string {
  const advice =
    arrivesAt === ''
      ? `Neither what is in front nor the way the server is mounted may cut ${issuerPath} off`
      : `Mount the server at ${issuerPath || 'the root'}, or let the issuer end in ${arrivesAt}`
  return `The issuer's path is ${issuerPath || '/'}, but requests arrive at ${arrivesAt || '/'}, and so none reaches an endpoint. ${advice}`
}
