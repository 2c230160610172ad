export { type FakeClock, fakeClock } from './fake-clock.ts'
export {
  type PageForm,
  type ScriptedBrowser,
  scriptedBrowser,
  toText,
  type Visit,
} from './scripted-browser.ts'
export { type StorageContractCase, storageContract } from './storage-contract.ts'
