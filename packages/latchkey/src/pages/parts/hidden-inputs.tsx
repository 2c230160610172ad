import type { HiddenFields } from '../page.ts'

/** The fields that bind a form to this browser and this transaction. */
export function HiddenInputs({ fields }: { readonly fields: HiddenFields }) {
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  )
}
