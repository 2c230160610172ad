/** How often another call may be quicker. Each time, that call got its outcome. */
const MAX_ROUNDS = 100

/**
 * Asks again until there is an outcome: there is none if the row changed between the statement and the check.
 */
export async function settle<Outcome>(round: () => Promise<Outcome | undefined>): Promise<Outcome> {
  for (let count = 0; count < MAX_ROUNDS; count += 1) {
    const outcome = await round()
    if (outcome !== undefined) return outcome
  }
  throw new Error(`The row was changed by others ${MAX_ROUNDS} times in a row`)
}
