/**
 * Makes a question about one of many things: those who ask about the same one while an answer is under way
 * share it. Nothing is remembered after that.
 */
export function askOnceEach<Answer>(
  ask: (about: string) => Promise<Answer>,
): (about: string) => Promise<Answer> {
  const underWay = new Map<string, Promise<Answer>>()
  return (about) => {
    const known = underWay.get(about)
    if (known !== undefined) return known
    const asked = ask(about).finally(() => underWay.delete(about))
    underWay.set(about, asked)
    return asked
  }
}
