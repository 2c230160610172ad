/** Longer paths are not remembered: they have to fit in a cookie. */
const MAX_PATH_CHARACTERS = 800

/**
 * Where the browser goes after signing in, as a link asked. Only a path of our own origin that all parsers
 * read alike, or a sign-in link could end anywhere (OAuth 2.0 Security BCP, RFC 9700 §4.11.1). `undefined`
 * for anything else.
 */
export function toReturnPath(asked: string | null | undefined, origin: string): string | undefined {
  if (!asked || asked.length > MAX_PATH_CHARACTERS || !/^\/[^\\\p{Cc}]*$/u.test(asked)) return
  const url = URL.parse(asked, origin)
  // `/.//evil.example` is a path here, but another host once its dot segment is removed.
  if (url === null || url.origin !== origin || url.pathname.startsWith('//')) return
  const path = url.pathname + url.search + url.hash
  // Percent-encoding turns some characters into nine.
  return path.length > MAX_PATH_CHARACTERS ? undefined : path
}
