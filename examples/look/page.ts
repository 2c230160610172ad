/** What the pages of the examples are made with. They work without scripts. */

/** Where `sendFile` finds the stylesheet. */
export const look = { root: import.meta.dirname }

/** @param content HTML; the title is text. */
export function toPage(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${toHtml(title)}</title>
<link rel="stylesheet" href="/style.css">
<main>
<h1>${toHtml(title)}</h1>
${content}
</main>
</html>`
}

export const wayBack = '<p class="actions"><a class="button quiet" href="/">Back to the start</a></p>'

export const notFoundPage = toPage(
  'Page not found',
  `<p>There is nothing at this address. Check it, or begin again at the start.</p>${wayBack}`,
)

/** Nothing when there are no items, as an empty list tells nobody anything. */
export function toList(id: string, items: readonly string[]): string {
  if (items.length === 0) return ''
  return `<ul id="${id}">${items.map((item) => `<li>${toHtml(item)}</li>`).join('')}</ul>`
}

export function toHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
