/**
 * Explains a file that does not read, or reads as something else than its author means: tries edits at the place where
 * reading goes wrong, and tells the edit with which the file reads.
 */
import type { Diagnostic, DiagnosticCode, Span } from '../../../../base/errors.ts'
import { inOrder, problem } from '../../diagnostics/diagnose.ts'
import { type LineCounter, lineCounter } from '../../text/lines.ts'
import { limits } from '../../values/limits.ts'
import { below, byColumns, dashes, moves, outerLines, realigned, textMoves, withoutDash } from './columns.ts'
import type { Edit } from './edit.ts'
import { type LineStart, lineStart, linesAbove, linesBelow } from './line-starts.ts'
import { braces, quotes, repairSigns, spaceAfterDash } from './signs.ts'

/** The mistakes of a text. */
export interface Mistakes {
  /** The first place that is not YAML, if only an edit can explain it. */
  readonly unclear: Span | null
  readonly errors: readonly Diagnostic[]
}

/** A text, and where reading it goes wrong. */
interface Reading extends Mistakes {
  readonly text: string
  readonly lines: LineCounter
  readonly isYaml: boolean
}

/**
 * Bounds of the search for an edit: mistakes of one file, lines with mistakes that one move may explain, keys of an item
 * before one that cannot be in it, characters of all texts that are tried, and their number.
 */
const most = { mistakes: 10, moved: 3, keys: 6, characters: 300_000, edits: 150 } as const

/** The codes of mistakes that a wrong column, a dash or a colon may cause in a file that is YAML. */
const ofStructure: ReadonlySet<DiagnosticCode> = new Set([
  ...(['yaml-duplicate-key', 'conflicting-keys', 'unknown-key', 'missing-key'] as const),
  ...(['wrong-type', 'invalid-name'] as const),
])

/** Returns the errors of a file after its repair; null: no edit explains any. `mistakesIn`: those of a text. */
export function repaired(
  text: string,
  mistakesIn: (text: string) => Mistakes,
): { readonly before: readonly Diagnostic[]; readonly told: readonly Diagnostic[] } | null {
  const written = read(text, mistakesIn)
  const { errors: before } = written
  if (written.isYaml && !before.some(({ code }) => ofStructure.has(code))) return null
  const told: Diagnostic[] = []
  let here: Reading = written
  while (told.length < most.mistakes && (here.isYaml || here.unclear !== null)) {
    const found = bestEdit(here, mistakesIn)
    if (found === null) break
    const { place, message, hint } = found.edit
    const start = here.lines.line(place.line).start + place.column
    const span = inWritten({ start, end: start + place.length }, here, written)
    told.push(problem('yaml-syntax', span, message, hint))
    here = found.after
  }
  if (told.length === 0) return null
  // The content of a file that is not YAML is checked after its repair.
  if (!written.isYaml && here.isYaml) return { before, told: inOrder(told) }
  // Without a text that reads at the end, errors after the first one may follow from it.
  if (here.unclear !== null) return { before, told: told.slice(0, 1) }
  return { before, told: inOrder([...told, ...here.errors.map((one) => asInWritten(one, here, written))]) }
}

interface Best {
  readonly edit: Edit
  readonly after: Reading
  /** Its rank: the errors that are left. */
  readonly left: number
}

function bestEdit(here: Reading, mistakesIn: (text: string) => Mistakes): Best | null {
  const edits = editsFor(here)
  const budget = Math.min(most.edits, Math.floor(most.characters / here.text.length))
  let best: Best | null = null
  const tried = new Set<string>()
  for (const edit of edits.slice(0, budget)) {
    const text = edited(here, edit)
    if (tried.has(text)) continue
    tried.add(text)
    const after = read(text, mistakesIn)
    const left = rank(edit, here, after)
    if (left !== null && left < (best?.left ?? Number.POSITIVE_INFINITY)) best = { edit, after, left }
    if (left === 0) break
  }
  // Without a try of all edits, only one that repairs everything is sure to be meant.
  return best !== null && best.left > 0 && budget < edits.length ? null : best
}

function read(text: string, mistakesIn: (text: string) => Mistakes): Reading {
  const { unclear, errors } = mistakesIn(text)
  const isYaml = errors.every(({ code }) => code !== 'yaml-syntax')
  return { text, lines: lineCounter(text), isYaml, unclear, errors }
}

/** The errors that an edit leaves, or null if it does not help: reading must come further than before. */
function rank(edit: Edit, here: Reading, after: Reading): number | null {
  const { place } = edit
  const lineOf = ({ lines }: Reading, span: Span | null) => lines.position(span?.start ?? 0).line
  if (here.isYaml && (!after.isYaml || after.errors.length >= here.errors.length)) return null
  if (edit.mustRead === true && after.errors.length > 0) return null
  const wrong = after.errors.map(({ span }) => lineOf(after, span))
  if (!after.isYaml) {
    const first = Math.min(...wrong)
    return first > Math.max(place.line, lineOf(here, here.unclear)) ? Number.MAX_SAFE_INTEGER - first : null
  }
  if (!wrong.includes(place.line)) return wrong.length
  if (isInEdit(place, here, after)) return null
  // A line that is only moved may have mistakes of its own.
  const isMoved = edit.lines.get(place.line)?.trim() === here.lines.line(place.line).text.trim()
  return wrong.length + (isMoved ? 0 : limits.diagnostics)
}

/** Returns true if an error of the edited text is about the part of the line that the edit marks or changes. */
function isInEdit({ line, column }: Edit['place'], here: Reading, after: Reading): boolean {
  const old = here.lines.line(line).text
  const { text, start } = after.lines.line(line)
  const end = Math.min(old.length, text.length)
  let [before, behind] = [0, 0]
  while (before < end && old[before] === text[before]) before += 1
  while (behind < end - before && old.at(-1 - behind) === text.at(-1 - behind)) behind += 1
  const changed = { start: start + Math.min(before, column), end: start + text.length - behind }
  return after.errors.some(
    ({ span }) => span !== null && span.start < changed.end && span.end > changed.start,
  )
}

function editsFor({ lines, unclear, errors }: Reading): readonly Edit[] {
  if (unclear !== null) {
    const near = linesNear(unclear, lines)
    const kinds = [spaceAfterDash, columns, dashes, withoutDash, repairSigns]
    return [
      ...kinds.flatMap((kind) => near.flatMap((one) => kind(one, lines))),
      ...[braces, quotes].flatMap((kind) => linesOf([unclear], lines).flatMap(kind)),
    ]
  }
  const of = (codes: readonly DiagnosticCode[] | null) => {
    const some = errors.filter(({ code }) => codes === null || codes.includes(code))
    return linesOf(
      some.flatMap(({ span }) => span ?? []),
      lines,
    )
  }
  const wrong = of(null)
  const owners = wrong.flatMap((one) => [one, ...[...linesAbove(one.line, lines)].slice(0, 1)])
  const twice = of(['yaml-duplicate-key', 'conflicting-keys']).flatMap((one) => [
    one,
    ...[...linesAbove(one.line, lines)].slice(0, most.keys),
  ])
  const misplaced = of(['unknown-key', 'missing-key', 'wrong-type', 'invalid-name']).slice(0, most.moved)
  return [
    ...twice.flatMap((one) => dashes(one, lines)),
    ...wrong.flatMap((one) => repairSigns(one, lines)),
    ...owners.flatMap((one) => below(one, lines)),
    ...of(['wrong-type']).flatMap((one) => quotes(one).filter(({ hint }) => /^write .[[{]/.test(hint))),
    ...misplaced.flatMap((one) => moves(one, lines)).map((move) => ({ ...move, mustRead: true })),
  ]
}

function columns(start: LineStart, lines: LineCounter): readonly Edit[] {
  const all = [...moves(start, lines), ...textMoves(start, lines), ...realigned(start, lines)]
  return all.toSorted(byColumns(lines))
}

/** The lines of an error and those around it, the most suspicious ones first. */
function linesNear({ start, end }: Span, lines: LineCounter): readonly LineStart[] {
  const first = lines.position(start).line
  const last = lines.position(end).line
  const [from] = linesBelow(last - 1, lines)
  const within = [...linesBelow(first - 1, lines)].filter(({ line }) => line <= last).slice(0, 6)
  const above = [...linesAbove(first, lines)]
  const [next] = linesBelow(from?.line ?? last, lines)
  const top = above.at(-1)
  const outer = from === undefined ? [] : outerLines(from, lines)
  const all = [top?.indent === 0 ? from : top, from, ...within, ...above.slice(0, 2), next, ...outer]
  return [...new Map(all.flatMap((one) => (one === undefined ? [] : [[one.line, one]]))).values()]
}

function linesOf(spans: readonly Span[], lines: LineCounter): readonly LineStart[] {
  const numbers = new Set(spans.map(({ start }) => lines.position(start).line))
  return [...numbers].slice(0, most.mistakes).flatMap((line) => lineStart(line, lines) ?? [])
}

function edited({ text, lines }: Reading, edit: Edit): string {
  let result = ''
  let from = 0
  for (const [number, right] of [...edit.lines].sort(([a], [b]) => a - b)) {
    const line = lines.line(number)
    result += text.slice(from, line.start) + right
    from = line.start + line.text.length
  }
  return result + text.slice(from)
}

function asInWritten(one: Diagnostic, here: Reading, written: Reading): Diagnostic {
  const placed = (span: Span) => inWritten(span, here, written)
  return {
    ...one,
    span: one.span && placed(one.span),
    related: one.related.map((other) => ({ ...other, span: placed(other.span) })),
  }
}

/** Returns the place in the written text of a place in an edited one: a line keeps its number and its end. */
function inWritten(span: Span, here: Reading, written: Reading): Span {
  const placed = (offset: number) => {
    const { line } = here.lines.position(offset)
    const now = here.lines.line(line)
    const before = written.lines.line(line)
    const fromEnd = now.start + now.text.length - offset
    return Math.max(before.start, before.start + before.text.length - fromEnd)
  }
  return { start: placed(span.start), end: Math.max(placed(span.start), placed(span.end)) }
}
