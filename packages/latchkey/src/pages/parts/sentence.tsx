import type { Child } from 'hono/jsx'
import type { PageFrame } from '../page.ts'

const PLACE = /\uE000(\d+)\uE001/

export interface SentenceProps {
  readonly frame: PageFrame
  readonly message: string
  /**
   * Elements for the message's arguments. A translator moves them about; sentences are never glued together.
   */
  readonly parts: Readonly<Record<string, Child>>
}

/** A message with markup inside: its arguments are elements. */
export function Sentence({ frame, message, parts }: SentenceProps) {
  const names = Object.keys(parts)
  const places = Object.fromEntries(names.map((name, index) => [name, `\uE000${index}\uE001`]))
  // Splitting at a group yields text and place numbers by turns.
  const pieces = frame.t(message, places).split(PLACE)
  return <>{pieces.map((piece, index) => (index % 2 === 0 ? piece : parts[names[Number(piece)] ?? '']))}</>
}
