/** A topology file -> its plan, or all of its mistakes. */
import type { DiagnosedFile, Diagnostic } from '../../../base/errors.ts'
import { checkTopology } from '../checks/checks.ts'
import { inOrder } from '../diagnostics/diagnose.ts'
import { limits } from '../diagnostics/limits.ts'
import type { Topology } from '../topology/topology.ts'
import { type Overrides, validate } from '../topology/validate.ts'
import { parse } from '../yaml/parse.ts'
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
  { file, text }: Source,
  overrides: Overrides,
): Loaded {
  const diagnosed = (found: readonly Diagnostic[]): DiagnosedFile => ({
    file,
    text,
    diagnostics: inOrder(found).slice(0, limits.diagnostics),
  })
  const parsed = parse(text)
  if (parsed.root === null) return { ok: false, file: diagnosed(parsed.diagnostics) }
  const { topology, diagnostics } = validate(text, parsed.root, overrides)
  const found = [...parsed.diagnostics, ...diagnostics, ...checkTopology(topology), ...look(topology)]
  if (found.some(({ severity }) => severity === 'error')) return { ok: false, file: diagnosed(found) }
  const plan = resolve(topology)
  const impossible = indistinctPaths(plan, topology)
  if (impossible.length > 0) return { ok: false, file: diagnosed([...found, ...impossible]) }
  return { ok: true, plan, warnings: diagnosed([...found, ...lint(plan, topology)]) }
}
