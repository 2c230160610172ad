import type { HiddenFields as Fields } from '../page.ts'

/** What binds a form to this browser and this transaction. */
export function HiddenFields({ fields }: { readonly fields: Fields }) {
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  )
}
