import type { Contender } from './contender.ts'

/** The module that says how a contender is asked. */
export async function loadContender(name: string): Promise<Contender> {
  const module: { readonly contender: Contender } = await import(`./${name}/contender.ts`)
  return module.contender
}
