/** An answer that no function of ours can use, and that is no promise. */
const nonsense = 7.5
const frozen = Object.freeze(new Error('frozen'))

function thrower(thrown: unknown): () => never {
  return () => {
    throw thrown
  }
}

/** What a function of somebody else's can do wrong. `ends` tells whether it ever answers. */
export const failing: Readonly<Record<string, () => unknown>> = {
  'throws undefined': thrower(undefined),
  'throws what cannot be shown': thrower(Object.create(null)),
  'throws a frozen error': thrower(frozen),
  'rejects with an error': () => Promise.reject(new Error('rejected')),
  'rejects with nothing': () => Promise.reject(undefined),
  'answers a thenable that throws': () => Object.fromEntries([['then', thrower(new Error('a thenable'))]]),
  'answers a getter that throws': () =>
    Object.defineProperty({}, 'then', { get: thrower(new Error('a getter')) }),
}

export const hanging = (): Promise<never> => new Promise(() => undefined)

export const answering: Readonly<Record<string, () => unknown>> = {
  'answers a number': () => nonsense,
  'answers a promise of a number': async () => nonsense,
  'answers 10 MB': () => Array.from({ length: 10 }, () => 'x'.repeat(1_000_000)).join(''),
  'answers an object whose members throw': () =>
    new Proxy(
      {},
      {
        get: (_, name) => {
          if (name === 'then') return undefined
          throw new Error('a member')
        },
      },
    ),
}
