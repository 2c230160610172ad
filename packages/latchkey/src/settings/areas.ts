import { group, option } from './define-option.ts'
import type { Group, Named, Values, Written } from './option.ts'
import { flag } from './shapes.ts'

/** Which areas are open by default, depending on who runs the server. */
export const defaultAreas = {
  /** `createAuthorizationServer`: the paths belong to the embedding app first. */
  embedded: { account: true, developers: false, admin: false, api: false },
  /** `latchkey start`: everything except what the operator has to decide on. */
  start: { account: true, developers: false, admin: true, api: true },
  /** `latchkey dev`: everything, to try it out. */
  dev: { account: true, developers: true, admin: true, api: true },
} as const

/** Areas that have no pages yet: to open one reserves its paths. */
export const reservedAreas: readonly string[] = ['developers', 'admin', 'api'] satisfies (keyof Areas)[]

function area(name: keyof typeof defaultAreas.embedded) {
  return option(flag, { default: defaultAreas.embedded[name] })
}

const members = {
  /** `/account`, for everyone who has an account. */
  account: area('account'),
  /**
   * `/developers`: lets people register apps that ask other people for access. Open with `latchkey dev`;
   * otherwise, you have to open it yourself. Has no pages yet; opening it reserves the path.
   */
  developers: area('developers'),
  /**
   * `/admin`, for operators. Open with `latchkey start` and `latchkey dev`. Has no pages yet; opening it
   * reserves the path.
   */
  admin: area('admin'),
  /**
   * `/api`, for operators' programs. Open with `latchkey start` and `latchkey dev`. Has no pages yet; opening
   * it reserves the path.
   */
  api: area('api'),
}

export interface AreasConfiguration extends Written<typeof members>, Named {}

/** Areas of paths that are open or closed. */
export interface Areas extends Values<typeof members> {}

/** Areas of paths that are open or closed. */
export const areas: Group<AreasConfiguration, Areas> = group(members)
