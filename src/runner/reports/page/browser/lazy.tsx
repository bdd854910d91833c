import { useState } from 'preact/hooks'

/** A folded text, made when it is opened. */
export function Lazy({
  title,
  text,
  kind,
}: {
  readonly title: string
  readonly text: () => string
  readonly kind?: string
}) {
  const [open, setOpen] = useState(false)
  return (
    <details class={kind} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {open ? <pre>{text()}</pre> : null}
    </details>
  )
}
