import type { Contender } from './contender.ts'

/** Loads the module with a contender's requests. */
export async function loadContender(name: string): Promise<Contender> {
  const module: { readonly contender: Contender } = await import(`./${name}/contender.ts`)
  return module.contender
}
