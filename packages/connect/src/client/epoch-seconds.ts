/** Now, in whole epoch seconds: as tokens and sessions say when they end (RFC 7519 §2, NumericDate). */
export function epochSeconds(): number {
  return Math.floor(Date.now() / 1000)
}
