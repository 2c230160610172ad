/** How often somebody else may be quicker. Each time means that another call got its outcome. */
const MOST_ROUNDS = 100

/**
 * Asks again until there is an outcome: there is none when the row changed between a statement and the look
 * at it.
 */
export async function settle<Outcome>(round: () => Promise<Outcome | undefined>): Promise<Outcome> {
  for (let count = 0; count < MOST_ROUNDS; count += 1) {
    const outcome = await round()
    if (outcome !== undefined) return outcome
  }
  throw new Error(`The row was changed by others ${MOST_ROUNDS} times in a row`)
}
