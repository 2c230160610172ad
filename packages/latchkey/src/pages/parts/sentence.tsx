import type { Child } from 'hono/jsx'
import type { PageFrame } from '../page.ts'

const PLACE = /\uE000(\d+)\uE001/

export interface SentenceProps {
  readonly frame: PageFrame
  readonly message: string
  /** Elements for the message's arguments. Translators can reorder them; sentences are never concatenated. */
  readonly parts: Readonly<Record<string, Child>>
}

/** A message that contains markup: its arguments are elements. */
export function Sentence({ frame, message, parts }: SentenceProps) {
  const names = Object.keys(parts)
  const places = Object.fromEntries(names.map((name, index) => [name, `\uE000${index}\uE001`]))
  // Splitting at a capturing group yields texts and placeholder numbers alternately.
  const pieces = frame.t(message, places).split(PLACE)
  return <>{pieces.map((piece, index) => (index % 2 === 0 ? piece : parts[names[Number(piece)] ?? '']))}</>
}
