import type { Child, JSX } from 'hono/jsx'

type InputAttributes = JSX.IntrinsicElements['input']

export interface FieldProps {
  /** Also the name of the form field. */
  readonly id: string
  readonly label: string
  readonly hint?: Child
  /** Shown below the label, and read out with the input. */
  readonly error?: string | undefined
  /** Ids of other texts about this field. */
  readonly describedBy?: string | undefined
  readonly invalid?: boolean | undefined
  readonly input: InputAttributes
  /** Shown inside the frame, after the input. */
  readonly children?: Child
}

/** A labelled input with its hint and its error. */
export function Field({ id, label, hint, error, describedBy, invalid, input, children }: FieldProps) {
  const describedByIds = [describedBy, hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      <div class="input-frame">
        <input
          id={id}
          name={id}
          {...input}
          aria-describedby={describedByIds || undefined}
          aria-invalid={invalid || error ? 'true' : undefined}
        />
        {children}
      </div>
    </div>
  )
}
