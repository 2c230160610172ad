/** Something that responds to requests: an authorization server, or anything with a `fetch`. */
export interface Site {
  fetch(request: Request): Promise<Response>
}

/** What a browser sees after a navigation. */
export interface Visit {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly html: string
}

/** A form on a page: its URL, and what it would send. */
export interface PageForm {
  readonly action: string
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** What browsers accept when they navigate. */
const ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
/** The number of redirects that a browser follows in a row. */
const MAX_REDIRECTS = 10

/**
 * A browser without scripts: keeps cookies, follows redirects within one origin, fills in and submits forms
 * with the headers that a browser would send. It stops at a redirect to another origin: the `url` is then
 * what the client would receive.
 */
export function scriptedBrowser(site: Site, origin: string) {
  const cookies = new Map<string, string>()

  async function send(url: string, init: RequestInit): Promise<Visit> {
    const request = new Request(url, { ...init, redirect: 'manual' })
    if (cookies.size > 0) request.headers.set('cookie', [...cookies].map((pair) => pair.join('=')).join('; '))
    const response = await site.fetch(request)
    for (const cookie of response.headers.getSetCookie()) keep(cookie)
    return { url, status: response.status, headers: response.headers, html: await response.text() }
  }

  function keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';')
    const equals = pair.indexOf('=')
    const gone = attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute))
    if (gone) cookies.delete(pair.slice(0, equals))
    else cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
  }

  async function follow(visit: Visit): Promise<Visit> {
    let current = visit
    for (let hop = 0; hop < MAX_REDIRECTS; hop++) {
      const location = current.headers.get('location')
      if (location === null) return current
      const url = new URL(location, current.url).href
      if (new URL(url).origin !== origin) return { ...current, url: location }
      current = await send(url, { method: 'GET', headers: { 'sec-fetch-site': 'same-origin' } })
    }
    throw new Error(`More than ${MAX_REDIRECTS} redirects from ${visit.url}`)
  }

  return {
    cookies,
    /** Opens a URL, or a path of the origin, and follows redirects. */
    async open(url: string, headers: Record<string, string> = {}): Promise<Visit> {
      return follow(await send(new URL(url, origin).href, { method: 'GET', headers: toPageHeaders(headers) }))
    },
    /** Opens a URL without following redirects, with no headers but these and the cookies. */
    async peek(url: string, headers: Record<string, string> = {}): Promise<Visit> {
      return send(new URL(url, origin).href, { method: 'GET', headers })
    },
    /** Submits the only form of a page whose button has this id, with these values filled in. */
    async submit(
      visit: Visit,
      buttonId: string,
      values: Readonly<Record<string, string | readonly string[]>> = {},
      headers: Record<string, string> = {},
    ): Promise<Visit> {
      const form = readForm(visit, buttonId)
      const body = new URLSearchParams(
        form.fields
          .filter(([name]) => !(name in values))
          .map(([name, value]): [string, string] => [name, value]),
      )
      for (const [name, value] of Object.entries(values)) {
        for (const each of typeof value === 'string' ? [value] : value) body.append(name, each)
      }
      const sent = { origin, 'sec-fetch-site': 'same-origin', ...headers }
      return follow(await send(new URL(form.action, visit.url).href, { method: 'POST', body, headers: sent }))
    },
  }
}

function toPageHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return { accept: ACCEPT, ...headers }
}

export type ScriptedBrowser = ReturnType<typeof scriptedBrowser>

/**
 * The form that contains a button, with its fields as they are, checked boxes and the button itself included.
 */
export function readForm(visit: Visit, buttonId: string): PageForm {
  const form = [...visit.html.matchAll(/<form\b[^>]*>.*?<\/form>/gs)].find(([text]) =>
    text.includes(`id="${buttonId}"`),
  )
  if (form === undefined) {
    throw new Error(
      `No form with a button "${buttonId}" at ${visit.url} (${visit.status}):\n${toText(visit.html)}`,
    )
  }
  const [text] = form
  const fields: [string, string][] = []
  for (const [tag] of text.matchAll(/<(?:input|button)\b[^>]*>/g)) {
    const field = toField(tag, buttonId)
    if (field !== undefined) fields.push(field)
  }
  return { action: attributeOf(text.slice(0, text.indexOf('>') + 1), 'action') ?? visit.url, fields }
}

function toField(tag: string, buttonId: string): [string, string] | undefined {
  const name = attributeOf(tag, 'name')
  if (name === undefined) return undefined
  const type = attributeOf(tag, 'type')
  const isButton = tag.startsWith('<button') || type === 'submit'
  if (isButton && attributeOf(tag, 'id') !== buttonId) return undefined
  if ((type === 'checkbox' || type === 'radio') && !/\schecked\b/.test(tag)) return undefined
  return [name, attributeOf(tag, 'value') ?? (type === 'checkbox' ? 'on' : '')]
}

function attributeOf(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return found === undefined ? undefined : unescapeHtml(found)
}

/** The text of a page, without its tags. */
export function toText(html: string): string {
  return unescapeHtml(html.replace(/<(style|script)\b.*?<\/\1>/gs, '').replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim()
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
