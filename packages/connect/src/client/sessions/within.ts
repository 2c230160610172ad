/**
 * Waits for an answer, at most so many milliseconds. The call is not cancelled and may still take effect
 * later.
 * @throws Error when the time is up
 */
export function within<Answer>(milliseconds: number, answer: Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error(`The session store did not answer within ${milliseconds} ms`))
    const timer = setTimeout(giveUp, milliseconds)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
