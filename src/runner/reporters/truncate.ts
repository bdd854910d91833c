import stringWidth from 'string-width'

const graphemes = new Intl.Segmenter()

/** Plain text cut to `width` columns of a terminal, with an ellipsis where something was cut off. */
export function truncate(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let cut = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
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
