import { statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Which file, and what to do when it is none of SQLite's. */
export interface SqliteFile {
  /** An absolute path, or `:memory:`. */
  readonly file: string
  /** The end of "it is not a SQLite database, or it is damaged." */
  readonly remedy: string
  /** The file is only read: it must be there, while others are made. */
  readonly readOnly?: boolean
}

/** Why a file cannot be used, and what to do: the end of a sentence that names it. */
export function explainSqlite(error: unknown, { file, remedy, readOnly = false }: SqliteFile): string {
  const { code, errcode } = (error ?? {}) as { readonly code?: string; readonly errcode?: number }
  return (
    ofSystem(code, { file, readOnly }) ??
    ofSqlite((errcode ?? 0) & 0xff, dirname(file), remedy) ??
    (error instanceof Error ? error.message : String(error))
  )
}

function ofSystem(
  code: string | undefined,
  { file, readOnly }: { readonly file: string; readonly readOnly: boolean },
): string | undefined {
  const folder = dirname(file)
  switch (code) {
    case 'ENOENT':
      if (isFolder(folder)) return readOnly ? 'there is no such file. Check the path' : UNMAKEABLE
      return `the folder ${folder} does not exist. Create it, or choose another path`
    case 'ENOTDIR':
      return `${folder} is not a folder. Choose another path`
    case 'EISDIR':
      return 'this is a folder. Name a file in it'
    case 'EACCES':
    case 'EPERM':
      return `this process may not write there. ${rightTo(folder)}`
    case 'EROFS':
      return 'the file system is read-only. Choose another path'
    case 'ENOSPC':
    case 'EDQUOT':
      return FULL
    default:
      return undefined
  }
}

/** Some file systems hold only files of their own, as /proc does. */
const UNMAKEABLE = 'no file can be made there. Choose another path'

const FULL = 'the disk is full. Make room, or choose another path'

const rightTo = (folder: string) => `Give its user the right to write to ${folder}, or choose another path`

/** Primary result codes of SQLite: https://www.sqlite.org/rescode.html */
function ofSqlite(code: number, folder: string, remedy: string): string | undefined {
  switch (code) {
    case 5:
    case 6:
      return 'another process keeps it locked. Stop that process, or try again'
    case 8:
    case 14:
      return `SQLite may not write beside it, where it keeps two more files. ${rightTo(folder)}`
    case 10:
      return 'the disk could not be read or written. Look into the log of the system; a network share is not supported'
    case 11:
    case 26:
      return `it is not a SQLite database, or it is damaged. ${remedy}`
    case 13:
      return FULL
    case 15:
    case 22:
      return 'the file system cannot lock files, as network shares often cannot. Choose a path on a disk of this machine'
    default:
      return undefined
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
