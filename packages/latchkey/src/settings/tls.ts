import { group, option } from './define-option.ts'
import type { Group, Named, Written } from './option.ts'
import { text } from './shapes.ts'

const members = {
  /** A PEM text, or the path of a file with one. */
  cert: option(text, { required: true }),
  /** A PEM text, or the path of a file with one. */
  key: option(text, { required: true }),
}

export interface TlsConfiguration extends Written<typeof members>, Named {}

/** What the command needs to speak https itself. */
export const tls: Group<TlsConfiguration, TlsConfiguration | undefined> = group(members)
