import { readFileSync } from 'node:fs'

/*
 * What pages load besides their HTML. The build puts a module in the place of this one that holds the texts,
 * so that they are in every bundle; a bundle has none of our files beside it.
 */
export const stylesheet: string = read('latchkey.css')
export const script: string = read('latchkey.js')

function read(name: string): string {
  return readFileSync(new URL(`../../../pages/assets/${name}`, import.meta.url), 'utf8')
}
