const mostShown = 6

/** A short list with equal items once, and their number. */
export function List({ items }: { readonly items: readonly string[] }) {
  const counts = Map.groupBy(items, (item) => item)
  const shown = [...counts].slice(0, mostShown)
  if (shown.length === 0) return <span class="none">none</span>
  return (
    <ul>
      {shown.map(([item, { length }]) => (
        <li key={item}>
          {item}
          {length > 1 ? ` ×${length}` : ''}
        </li>
      ))}
      {counts.size > mostShown ? <li class="none">and {counts.size - mostShown} more</li> : null}
    </ul>
  )
}
