import type { LineStart } from './line-starts.ts'

/** An edit with which a file may read, and the words that ask for it. */
export interface Edit {
  /** The new texts of lines, by their numbers. The number of lines stays. */
  readonly lines: ReadonlyMap<number, string>
  /** The marked text. The column counts from 0. */
  readonly place: { readonly line: number; readonly column: number; readonly length: number }
  readonly message: string
  readonly hint: string
  /** True if it only counts when the file has no mistake after it. */
  readonly mustRead?: boolean
}

/** Indents lines further, or less with a negative number. Null: a line has too few spaces. */
export function shifted(lines: readonly LineStart[], by: number): ReadonlyMap<number, string> | null {
  if (lines.some(({ indent }) => indent + by < 0)) return null
  return new Map(
    lines.map(({ line, text, indent }) => [line, `${' '.repeat(indent + by)}${text.slice(indent)}`]),
  )
}
