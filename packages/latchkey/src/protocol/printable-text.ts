/**
 * Text of a request as part of a message about it: a few visible ASCII characters, so that nobody fills a
 * page or the log with a text of theirs, or turns its direction around.
 */
export function toPrintableText(text: string, longest = 64): string {
  const visible = text.slice(0, longest).replace(/[^\x20-\x7e]/g, '?')
  return text.length > longest ? `${visible}...` : visible
}
