/** Longer ones are not remembered: they travel in a cookie. */
const MOST_PATH_CHARACTERS = 800

/**
 * Where the browser goes after signing in, from what a link asked for: only a path of our own origin, written
 * in one way only, as else a sign-in link could end anywhere (OAuth 2.0 Security BCP, RFC 9700 §4.11.1).
 * `undefined` for all other.
 */
export function toReturnPath(asked: string | null | undefined, origin: string): string | undefined {
  if (!asked || asked.length > MOST_PATH_CHARACTERS || !/^\/[^\\\p{Cc}]*$/u.test(asked)) return
  const url = URL.parse(asked, origin)
  // `/.//evil.example` is a path here, and another host once its dots are gone.
  if (url === null || url.origin !== origin || url.pathname.startsWith('//')) return
  const path = url.pathname + url.search + url.hash
  // Encoding makes nine characters of some.
  return path.length > MOST_PATH_CHARACTERS ? undefined : path
}
