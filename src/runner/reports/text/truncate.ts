import stringWidth from 'fast-string-width'

/** Cuts plain text to `width` columns of a terminal, with an ellipsis. */
export function truncate(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let cut = ''
  let used = 0
  // Created on demand: the first segmenter of a process takes 10 ms.
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const next = stringWidth(segment)
    if (used + next > width - 1) break
    cut += segment
    used += next
  }
  return width < 1 ? '' : `${cut}…`
}

/** Cuts or pads plain text to exactly `width` columns. */
export function toColumn(text: string, width: number): string {
  const cut = truncate(text, width)
  return cut + ' '.repeat(Math.max(0, width - stringWidth(cut)))
}
