export { type SessionStoreContractCase, sessionStoreContract } from './session-store-contract.ts'
