import type { PageFrame } from '../page.ts'
import { Field, type FieldProps } from './field.tsx'
import { Icon } from './icon.tsx'

/**
 * A password that can be looked at: the button does nothing without the script, so the script brings it out.
 */
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
