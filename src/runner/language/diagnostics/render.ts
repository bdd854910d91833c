/** Renders diagnostics as compilers do: the mistake, its place, the line with a caret, and the remedy. */
import type { DiagnosedFile, Diagnostic, DiagnosticCode, Span } from '../../../base/errors.ts'
import { printable } from '../text/excerpt.ts'
import { type LineCounter, lineCounter } from '../text/lines.ts'
import { plural } from '../values/plural.ts'
import { snippet } from './snippet.ts'

export function renderDiagnostics(
  files: readonly DiagnosedFile[],
  { color }: { readonly color: boolean },
): string {
  const paint = color ? painted : plain
  const blocks = files.flatMap(({ file, text, diagnostics }) => {
    const lines = lineCounter(text)
    return diagnostics.map((diagnostic) => renderOne(diagnostic, file, lines, paint))
  })
  if (blocks.length === 0) return ''
  return `${[...blocks, summary(files)].join('\n\n')}\n`
}

type DiagnosticPaint = Readonly<
  Record<'error' | 'warning' | 'help' | 'frame' | 'strong', (text: string) => string>
>

const plain: DiagnosticPaint = {
  error: (text) => text,
  warning: (text) => text,
  help: (text) => text,
  frame: (text) => text,
  strong: (text) => text,
}

const painted: DiagnosticPaint = {
  error: (text) => `\u001b[1;31m${text}\u001b[0m`,
  warning: (text) => `\u001b[1;33m${text}\u001b[0m`,
  help: (text) => `\u001b[1;36m${text}\u001b[0m`,
  frame: (text) => `\u001b[34m${text}\u001b[0m`,
  strong: (text) => `\u001b[1m${text}\u001b[0m`,
}

function renderOne(
  { code, severity, message, hint, span, label, related }: Diagnostic,
  file: string,
  lines: LineCounter,
  paint: DiagnosticPaint,
): string {
  const name = printable(file)
  const title = `${paint[severity](`${severity}[${code}]`)}${paint.strong(`: ${printable(message)}`)}`
  const help = hint === null ? [] : [`${paint.help('help')}: ${printable(hint)}`]
  if (span === null)
    return [title, ` ${paint.frame('-->')} ${name}`, ...help.map((line) => `  ${line}`)].join('\n')
  const { line, column } = lines.position(span.start)
  const marks = { frame: paint.frame, main: paint[severity], other: paint.frame }
  const { gutter, rows } = snippet(span, { label, related }, lines, marks)
  return [
    title,
    `${' '.repeat(gutter)}${paint.frame('-->')} ${name}:${line}:${column}`,
    ...rows,
    ...help.map((text) => `${paint.frame(`${' '.repeat(gutter)} =`)} ${text}`),
  ].join('\n')
}

function summary(files: readonly DiagnosedFile[]): string {
  const all = files.flatMap(({ diagnostics }) => diagnostics)
  const parts = (['error', 'warning'] as const).flatMap((severity) => {
    const count = all.filter((one) => one.severity === severity).length
    return count === 0 ? [] : [plural(count, severity)]
  })
  const affected = files.filter(({ diagnostics }) => diagnostics.length > 0)
  const first = affected[0]
  const where =
    affected.length > 1 || first === undefined ? plural(affected.length, 'file') : printable(first.file)
  return `${parts.join(' and ')} in ${where}\n${moreAbout(all.map(({ code }) => code))}`
}

/** The command that tells more about codes. */
function moreAbout(codes: readonly DiagnosticCode[]): string {
  const [first = '', ...more] = [...new Set(codes)]
  return more.length === 0
    ? `\`topo explain-error ${first}\` tells more`
    : `\`topo explain-error <code>\` tells more about a code, such as ${first}`
}

/** Renders diagnostics for `--json`. Positions count from 1, offsets from 0. */
export function toJson(files: readonly DiagnosedFile[]) {
  return files.flatMap(({ file, text, diagnostics }) => {
    const lines = lineCounter(text)
    const place = (offset: number) => ({ offset, ...lines.position(offset) })
    const rangeOf = ({ start, end }: Span) => ({ start: place(start), end: place(end) })
    return diagnostics.map(({ code, severity, message, hint, span, label, related }) => ({
      file,
      code,
      severity,
      message,
      hint,
      ...(span === null ? { start: null, end: null } : rangeOf(span)),
      label,
      related: related.map((one) => ({ label: one.label, ...rangeOf(one.span) })),
    }))
  })
}
