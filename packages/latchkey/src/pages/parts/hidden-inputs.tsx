import type { HiddenFields } from '../page.ts'

/** What binds a form to this browser and this transaction. */
export function HiddenInputs({ fields }: { readonly fields: HiddenFields }) {
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  )
}
