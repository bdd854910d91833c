import stringWidth from 'fast-string-width'

/** Plain text cut to `width` columns of a terminal, with an ellipsis where something was cut off. */
export function truncate(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let cut = ''
  let used = 0
  // Made only here: the first one in a process takes 10 ms.
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const next = stringWidth(segment)
    if (used + next > width - 1) break
    cut += segment
    used += next
  }
  return width < 1 ? '' : `${cut}…`
}

/** Plain text cut or filled up to exactly `width` columns. */
export function toColumn(text: string, width: number): string {
  const cut = truncate(text, width)
  return cut + ' '.repeat(Math.max(0, width - stringWidth(cut)))
}
