import { describe, test } from 'vitest'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { storageContract } from '../../src/testing/storage-contract.ts'

describe('the memory storage keeps the contract', () => {
  test.each(storageContract)('$name', ({ run }) => run(createMemoryStorage()))
})
