import type { TlsConfiguration } from './configuration.ts'
import { defaultDrainSeconds, defaultHost, defaultPort } from './defaults.ts'
import { readMember, type Source } from './read-shape.ts'
import { text, tlsShape, wholeNumber } from './shapes.ts'

/** Where and how the `latchkey` command listens. */
export interface Listening {
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  /** PEM texts or paths of files. Absent for plain http. */
  readonly tls?: TlsConfiguration
  /** Seconds between `/readyz` saying 503 and the end of listening. */
  readonly drainSeconds: number
}

const longestDrainSeconds = 600

/** What only the command uses. */
export function parseListening(source: Source): Listening {
  const tls = readMember(source, 'tls', tlsShape)
  return {
    host: readMember(source, 'host', text) ?? defaultHost,
    port: readMember(source, 'port', wholeNumber([0, 65_535])) ?? portOf(source.input.issuer),
    ...(tls !== undefined && { tls }),
    drainSeconds:
      readMember(source, 'drainSeconds', wholeNumber([0, longestDrainSeconds])) ?? defaultDrainSeconds,
  }
}

/** The port that the issuer names; a public issuer without one stands behind a proxy. */
function portOf(issuer: unknown): number {
  const port = typeof issuer === 'string' ? URL.parse(issuer)?.port : undefined
  return port === undefined || port === '' ? defaultPort : Number(port)
}
