import { createHash } from 'node:crypto'

/** A JSON text for everybody, and the tag that tells this version of it from others. */
export interface PublicDocument {
  readonly text: string
  readonly tag: string
}

/** Writes and hashes a document once for as long as its source is the same object. */
export function createPublicDocuments(): (source: object) => PublicDocument {
  const made = new WeakMap<object, PublicDocument>()
  return (source) => {
    const known = made.get(source)
    if (known !== undefined) return known
    const document = toPublicDocument(source)
    made.set(source, document)
    return document
  }
}

export function toPublicDocument(source: object): PublicDocument {
  const text = JSON.stringify(source)
  return { text, tag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` }
}
