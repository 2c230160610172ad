/** What the pages of both look like. */
export function toPage(title: string, content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${toHtml(title)}</title><link rel="stylesheet" href="/style.css">
<main><h1>${toHtml(title)}</h1>${content}</main></html>`
}

export function toHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
