/** The page of docs that holds an example's diagrams, each between markers that name its step. */
import { readFileSync, writeFileSync } from 'node:fs'

const BLOCK = /<!-- recorded run: (.+?) -->\n[\s\S]*?<!-- end of recorded run -->/g

export class DocumentPage {
  readonly #file: string
  readonly #diagrams = new Map<string, string>()

  constructor(file: string) {
    this.#file = file
  }

  keep(step: string, diagram: string): void {
    this.#diagrams.set(step, diagram)
  }

  /** Writes the diagrams into the page. The text around them stays. */
  save(): void {
    writeFileSync(this.#file, this.#filled())
  }

  /** @throws when the page shows something else than what went over the wire */
  requireSame(): void {
    if (readFileSync(this.#file, 'utf8') === this.#filled()) return
    throw new Error(`${this.#file} shows another run than this one. Look at what changed: npm test -- --save`)
  }

  #filled(): string {
    const text = readFileSync(this.#file, 'utf8')
    const places = [...text.matchAll(BLOCK)].map(([, step = '']) => step)
    const homeless = [...this.#diagrams.keys()].filter((step) => !places.includes(step))
    const empty = places.filter((step) => !this.#diagrams.has(step))
    if (homeless.length > 0)
      throw new Error(`${this.#file} needs a place for:\n${homeless.map((step) => toBlock(step)).join('\n')}`)
    if (empty.length > 0) throw new Error(`${this.#file} has a place for a run that nobody records: ${empty}`)
    return text.replaceAll(BLOCK, (_block, step: string) => toBlock(step, this.#diagrams.get(step)))
  }
}

function toBlock(step: string, diagram = ''): string {
  return `<!-- recorded run: ${step} -->\n\n\`\`\`mermaid\n${diagram}\n\`\`\`\n\n<!-- end of recorded run -->`
}
