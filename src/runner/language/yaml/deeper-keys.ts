/**
 * Finds keys that are indented more than their neighbours. YAML reads such a line as a continuation of the value above,
 * so its error message is misleading.
 */
import type { YAMLError } from 'yaml'
import type { Diagnostic } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { type LineCounter, lineCounter } from '../text/lines.ts'
import { plural } from '../values/plural.ts'
import { farthest, firstFilled, lineStart } from './line-starts.ts'

interface Key {
  readonly line: number
  /** The text before the key: spaces, and the dash of a list. */
  readonly before: string
  readonly name: string
}

/** Returns diagnostics for such keys, and the errors with another cause. */
export function deeperKeys(
  errors: readonly YAMLError[],
  text: string,
): { readonly diagnostics: readonly Diagnostic[]; readonly others: readonly YAMLError[] } {
  const lines = lineCounter(text)
  const lineOf = ({ pos }: YAMLError) => lines.position(pos[0]).line
  const diagnostics: Diagnostic[] = []
  const told = new Set<YAMLError>()
  /** Lines of values that YAML continued too far. */
  const explained = new Set<number>()
  /** Lines of keys that are too deep. Keys below them in the same column have the same cause. */
  const deep = new Set<number>()
  /** Lines with another kind of mistake, which may be the cause of all the others. */
  const wrong = new Set(errors.filter((error) => !isAboutKey(error)).map(lineOf))
  for (const error of errors) {
    const key = keyOf(error, lines)
    const beside = key === null ? null : keyAbove(key, lines)
    if (key === null || beside === null) continue
    const isDeeper = key.before.length > beside.before.length
    if (!isDeeper && !deep.has(beside.line)) continue
    told.add(error)
    explained.add(lineOf(error))
    if (!deep.has(beside.line) && !wrong.has(beside.line)) {
      diagnostics.push(tooDeep(key, beside, lines, isProse(error, text)))
    }
    deep.add(key.line)
  }
  const others = errors.filter(
    (error) => !told.has(error) && !(isAboutKey(error) && explained.has(lineOf(error))),
  )
  return { diagnostics, others }
}

/** YAML's two errors for a value that continues over the line of a key. */
function isAboutKey({ code }: YAMLError): boolean {
  return code === 'MULTILINE_IMPLICIT_KEY' || code === 'BLOCK_AS_IMPLICIT_KEY'
}

/** Returns the key that caused the error. */
function keyOf({ code, pos }: YAMLError, lines: LineCounter): Key | null {
  if (code !== 'MULTILINE_IMPLICIT_KEY' && code !== 'BAD_INDENT') return null
  const { line } = lines.position(code === 'BAD_INDENT' ? pos[0] : pos[1])
  // The range includes comments and empty lines above the key.
  const first = firstFilled(line, lines)
  const key = first === null ? null : keyOn(first, lines)
  return key === null || key.before.includes('-') ? null : key
}

/** Returns true if the value above has several words, so that the key may be a part of it. */
function isProse({ code, pos: [start, end] }: YAMLError, text: string): boolean {
  return code === 'MULTILINE_IMPLICIT_KEY' && /^\S+ +\S/.test(text.slice(start, end))
}

function tooDeep({ line, before, name }: Key, beside: Key, lines: LineCounter, prose: boolean): Diagnostic {
  const start = lines.line(line).start + before.length
  const columns = beside.before.length
  const place = columns === 0 ? 'without spaces' : `after ${plural(columns, 'space')}`
  const hint = `begin it in the column of \`${beside.name}\`, ${place}`
  return problem(
    'yaml-syntax',
    { start, end: start + name.length },
    `\`${name}\` is indented further than the keys beside it`,
    prose ? `${hint}; if it belongs to the text of \`${beside.name}\`, put all of that in quotes` : hint,
  )
}

function keyOn(line: number, lines: LineCounter): Key | null {
  const { before, key } = lineStart(line, lines)
  return key === null ? null : { line, before, name: key }
}

/** Returns the nearest key. */
function keyAbove({ line }: Key, lines: LineCounter): Key | null {
  for (let above = line - 1; above > Math.max(0, line - farthest); above--) {
    const key = keyOn(above, lines)
    if (key !== null) return key
  }
  return null
}
