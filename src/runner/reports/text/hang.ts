import stringWidth from 'fast-string-width'
import { wrapAnsi } from 'fast-wrap-ansi'

const leastRoom = 20
const smallIndent = 4

/**
 * Writes a text after a prefix, wraps it between words, and indents all lines like the first one. Where the room beside
 * the prefix is too small, the text starts below it. With infinite columns the text is one line.
 */
export function hang(prefix: string, text: string, columns: number): readonly string[] {
  if (!Number.isFinite(columns)) return [`${prefix}${text}`]
  const width = stringWidth(prefix)
  const isBeside = columns - width >= leastRoom
  const indent = isBeside ? width : Math.min(smallIndent, Math.max(0, columns - 1))
  const lines = wrapAnsi(text, Math.max(1, columns - indent), { hard: true }).split('\n')
  const [first = '', ...rest] = lines
  const indented = (line: string) => `${' '.repeat(indent)}${line}`
  return isBeside ? [`${prefix}${first}`, ...rest.map(indented)] : [prefix.trimEnd(), ...lines.map(indented)]
}
