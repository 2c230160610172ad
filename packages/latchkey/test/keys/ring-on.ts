import { createKeyRing } from '../../src/keys/create-key-ring.ts'
import { createSealer } from '../../src/keys/create-sealer.ts'
import type { KeyRing } from '../../src/keys/key-ring.ts'
import { systemRandom } from '../../src/keys/system-random.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { ReportedEvent } from '../../src/ports/events.ts'
import type { Logger } from '../../src/ports/logger.ts'
import type { SigningKeyStore } from '../../src/ports/stores/signing-key-store.ts'
import type { SigningAlgorithm } from '../../src/protocol/signing-key.ts'
import { serverOptions } from '../../src/settings/options.ts'

export const SECRET = 'the-servers-one-and-only-key-material'
export const START = 1_800_000_000
export const DAY = 86_400

const lifetimes = {
  ...serverOptions.lifetimes.default,
  signingKeySeconds: 90 * DAY,
  signingKeyOverlapSeconds: DAY,
}

/** A key ring as one node would have it; several on one storage are several nodes. */
export function ringOn(
  storage: SigningKeyStore,
  options: {
    readonly clock: Clock
    readonly secrets?: readonly string[]
    readonly algorithms?: readonly SigningAlgorithm[]
    readonly reported?: ReportedEvent[]
    readonly issuer?: string
    readonly logger?: Pick<Logger, 'warn'>
  },
): KeyRing {
  const { issuer = 'https://id.example.com' } = options
  return createKeyRing({
    storage,
    sealer: createSealer(options.secrets ?? [SECRET], issuer, systemRandom),
    clock: options.clock,
    events: { report: (event) => options.reported?.push(event) },
    settings: { signingAlgorithms: options.algorithms ?? ['ES256'], lifetimes, issuer },
    ...(options.logger && { logger: options.logger }),
    longestTokenSeconds: 3600,
  })
}
