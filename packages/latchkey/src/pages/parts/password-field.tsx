import type { PageFrame } from '../page.ts'
import { Field, type FieldProps } from './field.tsx'
import { Icon } from './icon.tsx'

/** A password input whose text can be shown. The button needs the script, so the script reveals it. */
export function PasswordField({
  frame,
  ...field
}: Omit<FieldProps, 'children'> & { readonly frame: PageFrame }) {
  return (
    <Field {...field} input={{ type: 'password', ...field.input }}>
      <button
        type="button"
        class="reveal"
        hidden
        data-reveal
        aria-controls={field.id}
        aria-pressed="false"
        aria-label={frame.t('password.show')}
      >
        <Icon name="eye" />
      </button>
    </Field>
  )
}
