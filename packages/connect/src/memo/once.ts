/** Makes an action that runs with its first call; later calls get the same promise. */
export function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= action()
    return done
  }
}
