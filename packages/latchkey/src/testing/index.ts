export { type FakeClock, fakeClock } from './fake-clock.ts'
export type { MintOptions } from './mint-token.ts'
export {
  type PageForm,
  type ScriptedBrowser,
  scriptedBrowser,
  toText,
  type Visit,
} from './scripted-browser.ts'
export type { Credentials } from './sign-in-and-allow.ts'
export { startTestIssuer, type TestIssuer, type TestIssuerOptions } from './start-test-issuer.ts'
export { type StorageContractCase, storageContract } from './storage-contract.ts'
