import { createHash } from 'node:crypto'

/** A public JSON document, and the ETag of this version. */
export interface PublicDocument {
  readonly text: string
  readonly tag: string
}

/** Serializes and hashes a document once, for as long as its source is the same object. */
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
