import type { WireAnswer } from './contender.ts'

/**
 * The cookies of one browser at one site. Paths are ignored: every cookie is sent to all pages of the
 * contender.
 */
export class CookieJar {
  readonly #cookies = new Map<string, string>()

  keep(answer: WireAnswer): void {
    const set = answer.headers['set-cookie'] ?? []
    for (const cookie of typeof set === 'string' ? [set] : set) this.#keepOne(cookie)
  }

  /** The `cookie` header; empty before the first cookie. */
  header(): Readonly<Record<string, string>> {
    if (this.#cookies.size === 0) return {}
    return { cookie: [...this.#cookies].map((pair) => pair.join('=')).join('; ') }
  }

  #keepOne(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';')
    const equals = pair.indexOf('=')
    const name = pair.slice(0, equals)
    const isGone = attributes.some((each) => /^\s*(max-age=0|expires=thu, 01 jan 1970.*)$/i.test(each))
    if (isGone) this.#cookies.delete(name)
    else this.#cookies.set(name, pair.slice(equals + 1))
  }
}
