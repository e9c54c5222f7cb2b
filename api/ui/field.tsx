import type { ComponentChildren } from 'preact'

export interface Option {
  value: string
  label: string
}

/** A label with its control, what helps to fill it in, and what was wrong with it. The control's id is `id`. */
export function Field({
  id,
  label,
  hint,
  problem,
  children,
}: {
  id: string
  label: string
  hint?: string | undefined
  problem?: string | undefined
  children: ComponentChildren
}) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      {problem && (
        <p class="field-problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  )
}

interface ControlProps {
  id: string
  name: string
  label: string
  value?: string | undefined
  hint?: string | undefined
  problem?: string | undefined
  isRequired?: boolean
}

const describedBy = ({ id, hint, problem }: ControlProps) =>
  [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ') || undefined

/** One line of text, or another input type of one line. */
export function TextField(
  props: ControlProps & {
    type?: 'text' | 'search' | 'number' | 'datetime-local' | 'email'
    maxLength?: number | undefined
  },
) {
  const { id, name, label, value = '', hint, problem, isRequired = false, type = 'text', maxLength = 500 } = props
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      {/* Types of JSX hold a list for each input type; what is used here is in all of them. */}
      <input
        id={id}
        name={name}
        type={type as 'text'}
        value={value}
        maxlength={maxLength}
        required={isRequired}
        aria-describedby={describedBy(props)}
        aria-invalid={problem ? 'true' : undefined}
      />
    </Field>
  )
}

/** Several lines of text. */
export function TextAreaField(props: ControlProps & { rows?: number; maxLength?: number | undefined }) {
  const { id, name, label, value = '', hint, problem, isRequired = false, rows = 4, maxLength = 4000 } = props
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      <textarea
        id={id}
        name={name}
        rows={rows}
        maxlength={maxLength}
        required={isRequired}
        aria-describedby={describedBy(props)}
        aria-invalid={problem ? 'true' : undefined}
      >
        {value}
      </textarea>
    </Field>
  )
}

/** One of a few. */
export function SelectField(props: ControlProps & { options: readonly Option[] }) {
  const { id, name, label, value = '', hint, problem, options } = props
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      <select id={id} name={name} aria-describedby={describedBy(props)} aria-invalid={problem ? 'true' : undefined}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  )
}

/** Narrows a list by its address: a GET form, so that the result can be linked to and the back button works. */
export function FilterForm({
  action,
  clearHref,
  children,
}: {
  action: string
  clearHref?: string | undefined
  children: ComponentChildren
}) {
  return (
    <form class="filter-form" method="get" action={action} role="search">
      {children}
      <div class="filter-actions">
        <button class="button" type="submit">
          Filter
        </button>
        {clearHref && (
          <a class="button button-quiet" href={clearHref}>
            Clear
          </a>
        )}
      </div>
    </form>
  )
}
