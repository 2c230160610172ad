/**
 * Waits for a result, at most this long. The call is not cancelled and may still take effect
 * later.
 * @throws Error when the time is up
 */
export function withTimeout<Result>(milliseconds: number, call: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error(`The session store did not answer within ${milliseconds} ms`))
    const timer = setTimeout(giveUp, milliseconds)
    call.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
