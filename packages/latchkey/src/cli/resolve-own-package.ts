import { registerHooks } from 'node:module'

/**
 * Lets a configuration file import `latchkey` where it is not installed, as with `npx latchkey`: it then gets
 * the package that this command belongs to. An installed package takes precedence. Call it once per process.
 */
export function resolveOwnPackage(): void {
  const own = import.meta.resolve('latchkey')
  registerHooks({
    resolve(specifier, context, nextResolve) {
      try {
        return nextResolve(specifier, context)
      } catch (error) {
        if (specifier !== 'latchkey') throw error
        return nextResolve(own, context)
      }
    },
  })
}
