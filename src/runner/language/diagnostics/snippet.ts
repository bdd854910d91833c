/** The lines of a file that a diagnostic shows, each with its marks below: `^^^` at the mistake, `---` elsewhere. */
import type { Diagnostic, Span } from '../../../base/errors.ts'
import { excerpt, printable } from '../text/excerpt.ts'
import type { LineCounter } from '../text/lines.ts'

export interface SnippetPaint {
  readonly frame: (text: string) => string
  readonly main: (text: string) => string
  readonly other: (text: string) => string
}

interface Underline {
  readonly line: number
  readonly column: number
  readonly length: number
  readonly sign: '^' | '-'
  readonly label: string | null
}

export interface Snippet {
  /** Width of the column of line numbers. */
  readonly gutter: number
  readonly rows: readonly string[]
}

/** `place`: the place of the mistake itself. */
export function snippet(
  place: Span,
  { label, related }: Pick<Diagnostic, 'label' | 'related'>,
  lines: LineCounter,
  paint: SnippetPaint,
): Snippet {
  const marks = [
    markAt({ span: place, label }, '^', lines),
    ...related.map((one) => markAt(one, '-', lines)),
  ].sort((a, b) => a.line - b.line || a.column - b.column)
  const gutter = Math.max(...marks.map(({ line }) => String(line).length))
  const bar = paint.frame(`${' '.repeat(gutter)} |`)
  const rows: string[] = [bar]
  let shown = { line: 0, text: '' }
  for (const { line, column, length, sign, label: words } of marks) {
    const { text, indent, width } = excerpt(lines.line(line).text, column - 1, length)
    if (shown.line !== line || shown.text !== text) {
      if (shown.line !== 0 && line > shown.line + 1) rows.push(paint.frame('...'))
      rows.push(`${paint.frame(`${String(line).padStart(gutter)} |`)} ${text}`.trimEnd())
    }
    shown = { line, text }
    const underline = `${sign.repeat(width)}${words === null ? '' : ` ${printable(words)}`}`
    rows.push(`${bar} ${' '.repeat(indent)}${sign === '^' ? paint.main(underline) : paint.other(underline)}`)
  }
  return { gutter, rows }
}

function markAt(
  { span, label }: { readonly span: Span; readonly label: string | null },
  sign: Underline['sign'],
  lines: LineCounter,
): Underline {
  const { line, column } = lines.position(span.start)
  const { text, start } = lines.line(line)
  const length = Math.max(Math.min(span.end, start + text.length) - span.start, 1)
  return { line, column, length, sign, label }
}
