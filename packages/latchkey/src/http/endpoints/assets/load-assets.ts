import { createHash } from 'node:crypto'
import { script, stylesheet } from './page-texts.ts'

/** A file that pages load, named by a hash of its content so that browsers may cache it for ever. */
export interface Asset {
  readonly fileName: string
  readonly contentType: string
  readonly content: string
}

/** The stylesheet, the operator's colours and the script. */
export interface Assets {
  readonly stylesheet: Asset
  readonly brandStylesheet: Asset
  readonly script: Asset
  find(fileName: string): Asset | undefined
}

const CSS = 'text/css; charset=utf-8'
const JS = 'text/javascript; charset=utf-8'

export function loadAssets(brandStylesheet: string): Assets {
  const assets = {
    stylesheet: toAsset('latchkey.css', CSS, stylesheet),
    brandStylesheet: toAsset('brand.css', CSS, brandStylesheet),
    script: toAsset('latchkey.js', JS, script),
  }
  const byName = new Map(Object.values(assets).map((asset) => [asset.fileName, asset]))
  return { ...assets, find: (fileName) => byName.get(fileName) }
}

function toAsset(name: string, contentType: string, content: string): Asset {
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 10)
  return { fileName: name.replace('.', `-${hash}.`), contentType, content }
}
