const mostShown = 6

/** Equal ones once, with how many there are. */
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
