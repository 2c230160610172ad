import { describe, expect, test } from 'vitest'
import { explainPostgres } from '../../src/database/explain-postgres.ts'
import { explainSqlite } from '../../src/database/explain-sqlite.ts'

describe('why a file of SQLite cannot be used is a sentence that says what to do', () => {
  const file = { file: '/var/lib/app/a.db', remedy: 'Delete it' }

  test.each([
    [{ code: 'ENOSPC' }, 'the disk is full. Make room'],
    [{ code: 'EROFS' }, 'the file system is read-only'],
    [{ errcode: 5 }, 'another process keeps it locked. Stop that process'],
    [{ errcode: 261 }, 'another process keeps it locked'],
    [{ errcode: 14 }, 'may not write beside it, where it keeps two more files. Give its user the right'],
    [{ errcode: 1032 }, 'the right to write to /var/lib/app'],
    [{ errcode: 13 }, 'the disk is full'],
    [{ errcode: 15 }, 'cannot lock files, as network shares often cannot'],
    [{ errcode: 3850 }, 'the disk could not be read or written'],
    [{ errcode: 26 }, 'it is damaged. Delete it'],
    [new Error('something else'), 'something else'],
    [undefined, 'undefined'],
  ])('%j', (error, sentence) => expect(explainSqlite(error, file)).toContain(sentence))

  test('where no file can be made, nobody is told to look for one', () => {
    const [missing, unmade] = [{ code: 'ENOENT' }, { file: '/proc/x.db', remedy: '' }]
    expect(explainSqlite(missing, unmade)).toBe('no file can be made there. Choose another path')
    expect(explainSqlite(missing, { ...unmade, readOnly: true })).toBe(
      'there is no such file. Check the path',
    )
    expect(explainSqlite(missing, { ...unmade, file: '/nowhere/x.db' })).toContain('/nowhere does not exist')
  })
})

describe('why PostgreSQL cannot be used is a sentence that says what to do', () => {
  const say = (error: object) => explainPostgres(error, 'postgres://db/app').message

  test.each([
    [{ code: '28P01', message: 'x' }, 'Check user and password'],
    [{ code: '3D000' }, 'Create it (createdb)'],
    [{ code: 'ECONNREFUSED' }, 'nothing listens there'],
    [{ code: 'ENOENT', syscall: 'connect' }, 'Check the path of the socket'],
    [{ code: 'ENOENT', syscall: 'open' }, 'Check sslrootcert, sslcert and sslkey'],
    [
      new Error('The server does not support SSL connections'),
      'sslmode=disable where the network is trusted',
    ],
    [new Error('self-signed certificate'), 'sslrootcert=FILE'],
  ])('%j', (error, sentence) => {
    expect(say(error)).toContain('Cannot open the database postgres://db/app: ')
    expect(say(error)).toContain(sentence)
  })
})
