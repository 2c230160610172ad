import { nearestName } from 'latchkey-connect/internal'
import { z } from 'zod'

/** Separates the sentences that {@link strict} produces, one for each unknown key. */
export const sentenceSeparator = '\n'

/** An object with these members and no others. The error for an unknown key names the nearest known one. */
export function strict<Shape extends z.core.$ZodShape>(
  shape: Shape,
  explain: (key: string) => string | undefined = () => undefined,
) {
  const known = Object.keys(shape)
  const toSentence = (key: string) => explain(key) ?? nearestName(key, known) ?? ''
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? (issue.keys as string[]).map(toSentence).join(sentenceSeparator)
        : undefined,
  })
}
