import { accountCases } from './storage-contract/account-cases.ts'
import { attemptCases } from './storage-contract/attempt-cases.ts'
import { clientCases } from './storage-contract/client-cases.ts'
import { codeRedemptionCases } from './storage-contract/code-redemption-cases.ts'
import { consentCases } from './storage-contract/consent-cases.ts'
import type { StorageContractCase } from './storage-contract/contract-case.ts'
import { eventCases } from './storage-contract/event-cases.ts'
import { familiarBrowserCases } from './storage-contract/familiar-browser-cases.ts'
import { grantAdvanceCases } from './storage-contract/grant-advance-cases.ts'
import { grantCases } from './storage-contract/grant-cases.ts'
import { joinedCases } from './storage-contract/joined-cases.ts'
import { recordCases } from './storage-contract/record-cases.ts'
import { rememberedIdCases } from './storage-contract/remembered-id-cases.ts'
import { sessionCases } from './storage-contract/session-cases.ts'
import { signingKeyCases } from './storage-contract/signing-key-cases.ts'
import { upkeepCases } from './storage-contract/upkeep-cases.ts'

export type { StorageContractCase } from './storage-contract/contract-case.ts'

/**
 * Everything a storage must do, as data for any test runner: for each case, call `run` with its own empty,
 * migrated storage. A storage that passes all of them can be trusted with an authorization server; there are
 * no opt-outs.
 */
export const storageContract: readonly StorageContractCase[] = [
  ...grantCases,
  ...codeRedemptionCases,
  ...grantAdvanceCases,
  ...rememberedIdCases,
  ...attemptCases,
  ...sessionCases,
  ...familiarBrowserCases,
  ...clientCases,
  ...consentCases,
  ...signingKeyCases,
  ...accountCases,
  ...eventCases,
  ...joinedCases,
  ...recordCases,
  ...upkeepCases,
]
