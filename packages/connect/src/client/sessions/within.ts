/** Waits for the answer that long at most, in milliseconds. What was asked may still happen later. */
export function within<Answer>(milliseconds: number, answer: Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error(`The session store did not answer within ${milliseconds} ms`))
    const timer = setTimeout(giveUp, milliseconds)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
