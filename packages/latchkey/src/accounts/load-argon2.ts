/** The library that hashes passwords; its code is native, made for each platform. */
export type Argon2 = typeof import('@node-rs/argon2')

let loading: Promise<Argon2> | undefined

/**
 * Loads the library once, and only where passwords are hashed here: accounts of an embedder's own need no
 * native code, in a bundle or on a platform for which there is none.
 * @throws Error `ARGON2_MISSING` that says what to do
 */
export function loadArgon2(): Promise<Argon2> {
  loading ??= import('@node-rs/argon2').catch((cause: unknown) => {
    throw Object.assign(new Error(`${missing()}. ${advice}`, { cause }), { code: 'ARGON2_MISSING' })
  })
  return loading
}

function missing(): string {
  const { platform, arch, versions } = process
  return `Passwords cannot be hashed: @node-rs/argon2 has no native code for ${platform}-${arch} (Node ${versions.node}) where it is installed`
}

const advice =
  'Install on this system, with optional dependencies (npm ci --include=optional), and leave @node-rs/argon2 out of a bundle; or bring accounts of your own'
