/**
 * A browser without a screen, for the examples' tests: keeps cookies, follows redirects, fills in forms. No
 * scripts run.
 */

export interface Visit {
  readonly url: string
  readonly status: number
  readonly html: string
}

const maxRedirects = 20

export class ScriptedBrowser {
  /** Names and values by host; ports share cookies, as in every browser. */
  readonly #cookies = new Map<string, Map<string, string>>()

  open(url: string, headers: Record<string, string> = {}): Promise<Visit> {
    return this.#go(url, { headers })
  }

  follow(page: Visit, linkId: string): Promise<Visit> {
    const href = attributeOf(tagWithId(page.html, 'a', linkId), 'href')
    return this.open(new URL(href, page.url).href)
  }

  /** Presses a button of a form whose other fields hold these values. */
  press(page: Visit, buttonId: string, values: Readonly<Record<string, string>> = {}): Promise<Visit> {
    const form = page.html.match(/<form[\s\S]*?<\/form>/g)?.find((text) => text.includes(`id="${buttonId}"`))
    if (!form) throw new Error(`${page.url} has no form with a button "${buttonId}":\n${page.html}`)
    const fields = new URLSearchParams()
    for (const [input] of form.matchAll(/<input\b[^>]*>/g)) {
      const isOff = /type="(?:checkbox|radio)"/.test(input) && !/\schecked\b/.test(input)
      if (!isOff) fields.append(attributeOf(input, 'name'), attributeOf(input, 'value'))
    }
    for (const [name, value] of Object.entries(values)) fields.set(name, value)
    const button = tagWithId(form, 'button', buttonId)
    if (/\sname="/.test(button)) fields.append(attributeOf(button, 'name'), attributeOf(button, 'value'))
    const action = new URL(attributeOf(form, 'action'), page.url)
    const headers = { origin: new URL(page.url).origin, 'sec-fetch-site': 'same-origin' }
    return this.#go(action.href, { method: 'POST', body: fields, headers })
  }

  async #go(start: string, request: RequestInit & { headers: Record<string, string> }): Promise<Visit> {
    let url = start
    let next = request
    for (let hop = 0; hop < maxRedirects; hop++) {
      const headers = { accept: 'text/html', ...next.headers, cookie: this.#cookieHeader(url) }
      const answer = await fetch(url, { ...next, headers, redirect: 'manual' })
      this.#remember(url, answer.headers.getSetCookie())
      const location = answer.headers.get('location')
      if (!location) return { url, status: answer.status, html: await answer.text() }
      await answer.body?.cancel()
      url = new URL(location, url).href
      next = { headers: {} }
    }
    throw new Error(`${start} redirects without end`)
  }

  #cookieHeader(url: string): string {
    const cookies = this.#cookies.get(new URL(url).hostname) ?? new Map<string, string>()
    return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  #remember(url: string, setCookies: readonly string[]): void {
    const { hostname } = new URL(url)
    const cookies = this.#cookies.get(hostname) ?? new Map<string, string>()
    this.#cookies.set(hostname, cookies)
    for (const setCookie of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? []
      const ends = /max-age=0|expires=thu, 01 jan 1970/i.test(setCookie)
      if (ends) cookies.delete(name)
      else cookies.set(name, value)
    }
  }
}

/** The text of the element with this id. */
export function textOf(page: Visit, id: string): string {
  const [, text = ''] = new RegExp(`id="${id}"[^>]*>([^<]*)<`).exec(page.html) ?? []
  return decode(text)
}

function tagWithId(html: string, name: string, id: string): string {
  const tag = html.match(new RegExp(`<${name}\\b[^>]*>`, 'g'))?.find((text) => text.includes(`id="${id}"`))
  if (!tag) throw new Error(`There is no <${name} id="${id}"> in:\n${html}`)
  return tag
}

function attributeOf(tag: string, name: string): string {
  return decode(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|(amp|lt|gt|quot));/g, (_all, code, name) =>
    name ? (entities[name] ?? '') : String.fromCodePoint(Number(code)),
  )
}
