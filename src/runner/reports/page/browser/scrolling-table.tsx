import type { ComponentChildren } from 'preact'

interface Props {
  readonly label: string
  readonly children: ComponentChildren
}

/** The area of a table that may be wider than the page: it scrolls by itself, also by keyboard. */
export function ScrollingTable({ label, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
    <section class="table" tabIndex={0} aria-label={label}>
      {children}
    </section>
  )
}
