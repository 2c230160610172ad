export { fakeClock } from './fake-clock.ts'
export { type StorageContractCase, storageContract } from './storage-contract.ts'
