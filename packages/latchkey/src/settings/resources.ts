import { z } from 'zod'
import { accessToken } from './access-token.ts'
import { group, option } from './define-option.ts'
import type { Group, Named, Written } from './option.ts'
import type { Shape } from './shape.ts'
import { flag, strict, text } from './shapes.ts'

/** Scope names, each with its text for the consent page: a verb phrase such as "See your books". */
export interface ScopesConfiguration {
  readonly [name: string]: string | ScopeConfiguration
}

export interface ScopeConfiguration {
  /** What it allows, for the consent page: a verb phrase such as "See your books". */
  readonly description: string
  /** The app can change something with it; the consent page marks it. Default: false. */
  readonly changes?: boolean | undefined
}

export const scopes: Shape<ScopesConfiguration> = z
  .record(z.string(), z.union([text, strict({ description: text, changes: flag.exactOptional() })]))
  .meta({ title: 'sentences by scope name' })

const members = {
  /** The resource indicator and the `aud` of its tokens: an absolute URI without a fragment (RFC 8707 §2). */
  uri: option(text, { required: true }),
  /** The name on the consent page. Default: the host of the URI. */
  name: option(text),
  /** Its scopes, by name. Each name belongs to one resource only. */
  scopes: option(scopes, { required: true }),
  /** What differs from the configuration's `accessToken`. */
  accessToken: option(accessToken),
}

export interface ResourceConfiguration extends Written<typeof members>, Named {}

/** An API that accepts our access tokens. */
export const resource: Group<ResourceConfiguration, ResourceConfiguration | undefined> = group(members)
