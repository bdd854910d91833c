/** A part of a source line that fits on a terminal, and where the caret stands below it. */

const longest = 100
const tab = '    '

export interface Excerpt {
  readonly text: string
  /** Columns of the terminal before the underlined part, and its width. */
  readonly indent: number
  readonly width: number
}

/** `at` and `length` count characters of `line`. Long lines are cut around the underlined part. */
export function excerpt(line: string, at: number, length: number): Excerpt {
  let from = line.length <= longest ? 0 : Math.max(0, Math.min(at - 30, line.length - longest))
  let to = Math.min(line.length, from + longest)
  // Never between the halves of a surrogate pair.
  if (isLowSurrogate(line, from)) from += 1
  if (isLowSurrogate(line, to)) to -= 1
  const before = `${from > 0 ? '… ' : ''}${printable(line.slice(from, at))}`
  const marked = printable(line.slice(Math.max(at, from), Math.min(at + length, to)))
  const after = `${printable(line.slice(Math.min(Math.max(at + length, from), to), to))}${to < line.length ? ' …' : ''}`
  return { text: `${before}${marked}${after}`, indent: widthOf(before), width: Math.max(widthOf(marked), 1) }
}

/** Control characters, escape sequences and text direction marks made visible; tabs as spaces. */
export function printable(text: string): string {
  return text.replace(/\t/g, tab).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
  })
}

const segmenter = new Intl.Segmenter('en')
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u

/** Columns that a text takes on a terminal. */
function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let width = 0
  for (const { segment } of segmenter.segment(text)) {
    if (/^\p{Mark}+$/u.test(segment)) continue
    width += wide.test(segment) ? 2 : 1
  }
  return width
}

function isLowSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return index > 0 && code >= 0xdc00 && code <= 0xdfff
}
