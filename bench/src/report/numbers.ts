/** Three significant digits, with separators for thousands; a dash if there was no measurement. */
export function short(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–'
  if (value !== 0 && Math.abs(value) < 1) return value.toFixed(value < 0.1 ? 3 : 2)
  if (Math.abs(value) < 10) return value.toFixed(2)
  if (Math.abs(value) < 100) return value.toFixed(1)
  return Math.round(value).toLocaleString('en')
}

export function times(ratio: number | undefined): string {
  return ratio === undefined ? '–' : `${ratio < 10 ? ratio.toFixed(1) : ratio.toFixed(0)}×`
}

export function percent(ratio: number | undefined): string {
  return ratio === undefined ? '–' : `${Math.round(ratio * 100)} %`
}

export function megabytes(bytes: number | undefined): string {
  return bytes === undefined || Number.isNaN(bytes) ? '–' : `${Math.round(bytes / 1e6)} MB`
}

/** A table in Markdown; the first column is text, the others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}
