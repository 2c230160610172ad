/** The result of one check. */
export interface Check {
  readonly name: string
  readonly state: 'ok' | 'warning' | 'failed'
  /** One sentence. */
  readonly finding: string
  /** What to do about it. */
  readonly fix?: string
}

export function ok(name: string, finding: string): Check {
  return { name, state: 'ok', finding }
}

export function warning(name: string, finding: string, fix: string): Check {
  return { name, state: 'warning', finding, fix }
}

export function failed(name: string, finding: string, fix: string): Check {
  return { name, state: 'failed', finding, fix }
}
