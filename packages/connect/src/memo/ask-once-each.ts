/**
 * Makes a question about one of many things: those who ask about the same one, by its key, while an answer is
 * under way share it. Nothing is remembered after that.
 */
export function askOnceEach<About, Answer>(
  ask: (about: About) => Promise<Answer>,
  keyOf: (about: About) => string,
): (about: About) => Promise<Answer> {
  const underWay = new Map<string, Promise<Answer>>()
  return (about) => {
    const key = keyOf(about)
    const known = underWay.get(key)
    if (known !== undefined) return known
    const asked = ask(about).finally(() => underWay.delete(key))
    underWay.set(key, asked)
    return asked
  }
}
