/** A part of a source line that fits on a terminal, and where the caret stands below it. */
import stringWidth from 'fast-string-width'

const longest = 100
const tab = '    '

export interface Excerpt {
  readonly text: string
  /** Number of terminal columns before the underlined part, and its width. */
  readonly indent: number
  readonly width: number
}

/** Cuts long lines around the underlined part. `at` and `length` count characters of `line`. */
export function excerpt(line: string, at: number, length: number): Excerpt {
  let from = line.length <= longest ? 0 : Math.max(0, Math.min(at - 30, line.length - longest))
  let to = Math.min(line.length, from + longest)
  // Do not cut between the halves of a surrogate pair.
  if (isLowSurrogate(line, from)) from += 1
  if (isLowSurrogate(line, to)) to -= 1
  const before = `${from > 0 ? '… ' : ''}${printable(line.slice(from, at))}`
  const marked = printable(line.slice(Math.max(at, from), Math.min(at + length, to)))
  const after = `${printable(line.slice(Math.min(Math.max(at + length, from), to), to))}${to < line.length ? ' …' : ''}`
  return {
    text: `${before}${marked}${after}`,
    indent: stringWidth(before),
    width: Math.max(stringWidth(marked), 1),
  }
}

/** Makes control characters, escape sequences and text direction marks visible; a tab becomes spaces. */
export function printable(text: string): string {
  return text.replace(/\t/g, tab).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
  })
}

function isLowSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return index > 0 && code >= 0xdc00 && code <= 0xdfff
}
