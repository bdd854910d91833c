/** A topology file -> its plan, or all of its mistakes. */
import type { DiagnosedFile, Diagnostic } from '../../../base/errors.ts'
import { checkTopology } from '../checks/checks.ts'
import { inOrder } from '../diagnostics/diagnose.ts'
import type { Located } from '../text/located.ts'
import type { Topology } from '../topology/topology.ts'
import { type Overrides, validate } from '../topology/validate.ts'
import { applySettings } from '../topology/vary/apply-settings.ts'
import { commandName, readVary, seedPath } from '../topology/vary/read-vary.ts'
import { limits } from '../values/limits.ts'
import { parse } from '../yaml/parse.ts'
import { type Mistakes, repaired } from '../yaml/repair/repair.ts'
import { indistinctPaths } from './indistinct-paths.ts'
import { lint } from './lint/lint.ts'
import type { Plan } from './plan.ts'
import { resolve } from './resolve.ts'

export interface Source {
  /** As the user named it. */
  readonly file: string
  readonly text: string
}

export type Loaded =
  | { readonly ok: true; readonly plan: Plan; readonly warnings: DiagnosedFile }
  | { readonly ok: false; readonly file: DiagnosedFile }

/** `overrides`: settings of the command line, which go before those of the file. */
export function loadTopology(source: Source, overrides: Overrides = {}): Loaded {
  return loadWith(() => [], source, overrides)
}

/** `look`: checks that need more than the text. */
export function loadWith(
  look: (topology: Topology) => readonly Diagnostic[],
  source: Source,
  overrides: Overrides,
): Loaded {
  const loaded = loadAsWritten(look, source, overrides)
  if (loaded.ok || (overrides.settings ?? null) !== null) return loaded
  const { file } = loaded
  const found = repaired(source.text, (text) => mistakesOf(text, overrides))
  if (found === null) return loaded
  const before = new Set(found.before.map((one) => JSON.stringify(one)))
  // Mistakes that need more than the text, such as a file that is not there.
  const others = file.diagnostics.filter((one) => isError(one) && !before.has(JSON.stringify(one)))
  return { ok: false, file: { ...file, diagnostics: inOrder([...found.told, ...others]) } }
}

/** The errors of a text by itself. */
function mistakesOf(text: string, overrides: Overrides): Mistakes {
  const { root, diagnostics, unclear } = parse(text)
  const inside = root === null ? [] : mistakesIn(text, root, overrides).found
  return { unclear, errors: [...diagnostics, ...inside].filter(isError) }
}

function loadAsWritten(
  look: (topology: Topology) => readonly Diagnostic[],
  source: Source,
  overrides: Overrides,
): Loaded {
  const { settings = null } = overrides
  const parsed = parse(source.text)
  if (parsed.root === null) return { ok: false, file: diagnosed(source, parsed.diagnostics) }
  const { root, diagnostics: unplaced } = applySettings(parsed.root, settings?.all ?? [])
  const text = settings?.text ?? source.text
  const { topology, found: mistakes } = mistakesIn(text, root, overrides)
  const found = [...parsed.diagnostics, ...unplaced, ...mistakes, ...look(topology)]
  if (settings === null) {
    const told = new Set(found.map((one) => JSON.stringify(one)))
    found.push(...wrongValues(source, parsed.root, overrides).filter((one) => !told.has(JSON.stringify(one))))
  }
  if (found.some(isError)) return { ok: false, file: diagnosed(source, found, text) }
  const plan = resolve(topology)
  const impossible = indistinctPaths(plan, topology)
  if (impossible.length > 0) return { ok: false, file: diagnosed(source, [...found, ...impossible], text) }
  return { ok: true, plan, warnings: diagnosed(source, [...found, ...lint(plan, topology)], text) }
}

function mistakesIn(text: string, root: Located, overrides: Overrides) {
  const { topology, diagnostics } = validate(text, root, overrides)
  return { topology, found: [...diagnostics, ...checkTopology(topology)] }
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error'
}

/** The mistakes of each value of `vary`, as if it stood in its place. Those of the command stand below the file. */
function diagnosed(
  { file, text }: Source,
  found: readonly Diagnostic[],
  whole: string = text,
): DiagnosedFile {
  const isOfCommand = ({ span }: Diagnostic) => span !== null && span.start > text.length
  const own = found.filter((one) => isOfCommand(one) && isError(one))
  const from = text.length + 1
  const diagnostics =
    own.length === 0
      ? found.filter((one) => !isOfCommand(one))
      : own.map((one) => ({ ...one, span: one.span && shifted(one.span, from) }))
  return {
    file: own.length === 0 ? file : commandName,
    text: own.length === 0 ? text : whole.slice(from),
    diagnostics: inOrder(diagnostics).slice(0, limits.diagnostics),
  }
}

function shifted({ start, end }: NonNullable<Diagnostic['span']>, by: number) {
  return { start: start - by, end: end - by }
}

/** Tries each value of `vary` alone. Combinations are checked before they run. */
function wrongValues(source: Source, root: Located, overrides: Overrides): readonly Diagnostic[] {
  const { factors, diagnostics } = readVary(source.text, root.children.get('vary'))
  const wrong = factors.flatMap(({ path, span, values }) =>
    (path === seedPath ? [] : values).flatMap((value) => {
      const settings = { text: source.text, all: [{ path, span, value }] }
      const loaded = loadWith(() => [], source, { ...overrides, settings })
      return loaded.ok ? [] : loaded.file.diagnostics.filter(isError)
    }),
  )
  return [...diagnostics, ...wrong]
}
