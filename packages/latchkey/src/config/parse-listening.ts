import { commandOptions } from '../settings/options.ts'
import type { TlsConfiguration } from '../settings/tls.ts'
import { readOptions } from './read-options.ts'
import type { Source } from './read-shape.ts'
import { requireAnnounced } from './require-announced.ts'

/** Where and how the `latchkey` command listens. */
export interface Listening {
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  /** PEM texts or paths of files. Absent for http. */
  readonly tls?: TlsConfiguration
  /** Seconds between the moment when `/readyz` starts responding 503 and the end of listening. */
  readonly drainSeconds: number
}

/** The options that only the command uses. */
export function parseListening(source: Source): Listening {
  requireAnnounced(commandOptions, source.input, { path: '', report: source.report })
  const options = readOptions(commandOptions, source)
  const port = source.input.port === undefined ? portOf(source.input.issuer) : undefined
  return { ...options, port: port ?? options.port }
}

/** The port that the issuer names; a public issuer without one is behind a proxy. */
function portOf(issuer: unknown): number | undefined {
  const port = typeof issuer === 'string' ? URL.parse(issuer)?.port : undefined
  return port === undefined || port === '' ? undefined : Number(port)
}
