import type { z } from 'zod'
import type { Pages } from '../pages/page.ts'
import type { Shape } from './shape.ts'
import { aFunction } from './shapes.ts'
import { strict } from './strict-shape.ts'

/** Pages of the operator's own, by name. */
export const pages: Shape<Partial<Pages>> = strict({
  signIn: aFunction<Pages['signIn']>().exactOptional(),
  signUp: aFunction<Pages['signUp']>().exactOptional(),
  signUpClosed: aFunction<Pages['signUpClosed']>().exactOptional(),
  consent: aFunction<Pages['consent']>().exactOptional(),
  chooseAccount: aFunction<Pages['chooseAccount']>().exactOptional(),
  error: aFunction<Pages['error']>().exactOptional(),
  signOut: aFunction<Pages['signOut']>().exactOptional(),
  signedIn: aFunction<Pages['signedIn']>().exactOptional(),
  signedOut: aFunction<Pages['signedOut']>().exactOptional(),
  handOff: aFunction<Pages['handOff']>().exactOptional(),
  formPost: aFunction<Pages['formPost']>().exactOptional(),
} satisfies Record<keyof Pages, z.ZodType>).meta({ title: 'functions by name' })
