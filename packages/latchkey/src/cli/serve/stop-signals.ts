const signals = ['SIGINT', 'SIGTERM'] as const

/** Calls `first` at the first SIGTERM or SIGINT, and `second` at the next. */
export function onSignals(actions: { readonly first: () => void; readonly second: () => void }): void {
  let count = 0
  const act = () => {
    count += 1
    if (count === 1) actions.first()
    else actions.second()
  }
  for (const signal of signals) process.on(signal, act)
}
