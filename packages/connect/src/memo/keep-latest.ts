/**
 * Sets an entry as the latest of a map that holds `most` entries; the one that was set longest ago goes when
 * there are more.
 */
export function keepLatest<Key, Value>(
  map: Map<Key, Value>,
  [key, value]: readonly [Key, Value],
  most: number,
): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}
