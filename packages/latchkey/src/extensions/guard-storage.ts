import { guardExtension } from 'latchkey-connect/internal'
import type { Storage } from '../ports/storage.ts'
import { isStorageMisuse } from '../ports/storage-misuse.ts'
import { RECORD_KINDS } from '../ports/stored-records.ts'
import { type ExtensionName, extensionSeconds } from './extension-seconds.ts'
import { passes } from './passes.ts'
import { type ReadAnswer, storageAnswers, storeAnswers } from './storage-answers.ts'

type Verbs = Readonly<Record<string, unknown>>

/**
 * A storage of the embedder's own, each verb with a time limit and a checked answer: an outcome that no rule
 * knows must not pass for success.
 */
export function guardStorage(own: Storage): Storage {
  const stores = RECORD_KINDS.map((kind) => [
    kind,
    guardVerbs(`storage.${kind}`, own[kind], storeAnswers[kind]),
  ])
  return {
    ...guardVerbs('storage', own, storageAnswers),
    ...Object.fromEntries(stores),
  } as unknown as Storage
}

/** The names of the verbs that a storage lacks, such as `grants.open`. */
export function missingVerbs(own: Storage): readonly string[] {
  const ofStores = RECORD_KINDS.flatMap((kind) => {
    const store = (own[kind] ?? {}) as unknown as Verbs
    const verbs = Object.keys(storeAnswers[kind])
    return verbs.filter((verb) => typeof store[verb] !== 'function').map((verb) => `${kind}.${verb}`)
  })
  const ofStorage = Object.keys(storageAnswers).filter(
    (verb) => typeof (own as unknown as Verbs)[verb] !== 'function',
  )
  return [...ofStores, ...ofStorage]
}

function guardVerbs(name: string, store: object, answers: Readonly<Record<string, ReadAnswer>>): Verbs {
  const verbs = Object.entries(answers).map(([verb, read]) => {
    const path = `${name}.${verb}`
    const call = (...given: readonly unknown[]) => toVerb(store, verb).call(store, ...given)
    return [verb, guardExtension({ name: path, seconds: secondsOf(path), passes: isPassedOn, read }, call)]
  })
  return Object.fromEntries(verbs)
}

type Verb = (...given: readonly unknown[]) => unknown

/** Read at each call: a driver may replace a verb later. */
function toVerb(store: object, verb: string): Verb {
  return (store as Readonly<Record<string, Verb>>)[verb] as Verb
}

/** A storage that wraps one of ours throws what ours throws: a wrong call is an error of the caller. */
function isPassedOn(thrown: unknown): boolean {
  return isStorageMisuse(thrown) || passes(thrown)
}

function secondsOf(path: string): number {
  const seconds: Readonly<Record<string, number | undefined>> = extensionSeconds
  return seconds[path] ?? extensionSeconds['storage.*.*' satisfies ExtensionName]
}
